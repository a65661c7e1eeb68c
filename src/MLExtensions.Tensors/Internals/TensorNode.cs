namespace MLExtensions.Tensors.Internals;

/// <summary>
/// What a <see cref="Tensor"/> points to. Nodes are reused by their scope; <see cref="Generation"/> counts the lives, so that a handle from an
/// earlier life is known for what it is.
/// </summary>
internal sealed unsafe class TensorNode
{
    private static int s_lastId;

    public readonly int Id = Interlocked.Increment(ref s_lastId);
    public long Generation;
    public Shape Shape;
    public nint Length;
    public ElementType ElementType;
    public Device Device = null!;
    public Storage? Storage;

    /// <summary>The elements where the CPU can address them, else null.</summary>
    public byte* Data;

    public bool RequiresGradient;
    public Parameter? Parameter;

    /// <summary>The owner and the place in its list; null for parameters.</summary>
    public TensorScope? Scope;
    public int Index;

    /// <summary>The shape of the life before this one, for the message about a handle that outlived it.</summary>
    private Shape _previousShape;

    public void Begin(in Shape shape, ElementType elementType, Device device, Storage storage)
    {
        _previousShape = Shape;
        Shape = shape;
        Length = shape.Length;
        ElementType = elementType;
        Device = device;
        Storage = storage;
        Data = storage.Pointer;
        RequiresGradient = false;
    }

    /// <summary>Ends this life: every handle to it is dead from here on, and the memory goes back unless another tensor shares it.</summary>
    public void End()
    {
        Generation++;
        Storage!.Release();
        Storage = null;
        Data = null;
    }

    public string DescribeDead(long generation)
    {
        // The shape is known for the life that has just ended and for the one before it.
        string what = generation == Generation - 1
            ? $"A tensor of shape {(Storage is null ? Shape : _previousShape)}"
            : "A tensor of an earlier step";
        return $"{what} was used after its scope ended: TensorScope.Reset or Dispose was called since. " +
            "Use it before that, copy it out with CopyTo, or move it to the outer scope with TensorScope.Keep.";
    }
}
