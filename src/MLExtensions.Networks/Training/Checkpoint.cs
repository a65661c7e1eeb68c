using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A checkpoint as one safetensors file: the weights in training, the best so far, what the program keeps, and a <see cref="CheckpointDescription"/>.</summary>
/// <remarks>
/// The tensors are called "current.", "best." or "state." and then by their own name; the best are there once an epoch is completed. The description is in
/// the metadata under "mlextensions.checkpoint". The checksum is required when it is read.
/// </remarks>
internal sealed class Checkpoint
{
    public const string DescriptionKey = "mlextensions.checkpoint";

    private const string Current = "current.";
    private const string Best = "best.";
    private const string State = "state.";

    private readonly string _name;
    private readonly Dictionary<string, NamedTensor> _tensors;

    private Checkpoint(string name, CheckpointDescription description, Dictionary<string, NamedTensor> tensors)
    {
        _name = name;
        _tensors = tensors;
        Description = description;
    }

    public CheckpointDescription Description { get; }

    /// <summary>Prepares a file. What it holds is read when it is written.</summary>
    /// <exception cref="ArgumentException">Two of the program's tensors have the same name.</exception>
    public static SafetensorsWriter Writer(CheckpointDescription description, TrainingProgram program, WeightSnapshot? best, TrainingState state)
    {
        var tensors = new List<NamedTensor>();
        tensors.AddRange(program.Parameters.Concat(program.Buffers).Select(parameter => ParameterMemory.Tensor(Current + parameter.Name, parameter)));
        tensors.AddRange(state.Tensors.Select(entry => ParameterMemory.Tensor(State + entry.Key, entry.Value)));
        if (best is not null)
        {
            tensors.AddRange(best.Parameters.Select((parameter, i) => new NamedTensor(Best + parameter.Name, parameter.Shape, best.Values[i])));
        }

        return new SafetensorsWriter(tensors, new Dictionary<string, string> { [DescriptionKey] = description.ToJson() });
    }

    /// <param name="stream">The file.</param>
    /// <param name="name">What messages call it: its path.</param>
    /// <exception cref="InvalidDataException">It is no sound checkpoint; the message names file and part.</exception>
    public static Checkpoint Read(Stream stream, string name)
    {
        SafetensorsFile file = Safetensors.Read(stream, options: new SafetensorsReadOptions { RequireChecksum = true, Name = name });
        if (!file.Metadata.TryGetValue(DescriptionKey, out string? description))
        {
            throw new InvalidDataException($"{name}: this is no checkpoint: its metadata has no description, \"{DescriptionKey}\".");
        }

        try
        {
            return new Checkpoint(name, CheckpointDescription.FromJson(description), file.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal));
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{name}: the checkpoint's description {exception.Message}.", exception);
        }
    }

    /// <summary>Puts everything back: the weights in training, what the program keeps, and the best weights once an epoch was completed.</summary>
    /// <exception cref="InvalidDataException">It is of another network or program. The best weights are as before then, the others may be changed.</exception>
    public void Restore(TrainingProgram program, WeightSnapshot best)
    {
        foreach (Parameter parameter in program.Parameters.Concat(program.Buffers))
        {
            Take(Current + parameter.Name, parameter.Shape).CopyTo(parameter.Values);
        }

        float[][]? bestValues = Description.Epochs.Count == 0 ? null
            : [.. best.Parameters.Select(parameter => Take(Best + parameter.Name, parameter.Shape).ToArray())];
        TrainingState state = TakeState();
        if (_tensors.Count > 0)
        {
            throw new InvalidDataException($"{_name}: the checkpoint has a tensor '{_tensors.Keys.First()}', which this run does not have.");
        }

        try
        {
            program.Load(state);
        }
        catch (Exception exception) when (exception is InvalidDataException or OverflowException or ArgumentException)
        {
            throw new InvalidDataException($"{_name}: {exception.Message}", exception);
        }

        if (bestValues is not null)
        {
            best.Set(bestValues);
        }
    }

    private ReadOnlySpan<float> Take(string name, Shape shape) =>
        _tensors.Remove(name, out NamedTensor? tensor) && tensor.Shape == shape && tensor.ElementType == ElementType.Float32
            ? tensor.Values.Span
            : throw new InvalidDataException(
                $"{_name}: the checkpoint has tensor '{name}' as {(tensor is null ? "nothing" : $"{tensor.ElementType} {tensor.Shape}")}; this run has Float32 {shape}.");

    private TrainingState TakeState()
    {
        var state = new TrainingState();
        foreach (string name in _tensors.Keys.Where(name => name.StartsWith(State, StringComparison.Ordinal) && name.Length > State.Length).ToArray())
        {
            Shape shape = _tensors[name].Shape;
            var tensor = new Parameter(name, shape);
            Take(name, shape).CopyTo(tensor.Values);
            state.Add(name[State.Length..], tensor);
        }

        foreach ((string name, long value) in Description.Integers)
        {
            state.Add(name, value);
        }

        foreach ((string name, long bits) in Description.Numbers)
        {
            state.Add(name, BitConverter.Int64BitsToDouble(bits));
        }

        foreach ((string name, PhiloxState random) in Description.Randoms)
        {
            state.Add(name, random);
        }

        return state;
    }
}
