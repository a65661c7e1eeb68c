namespace MLExtensions.Parity;

/// <summary>A tensor of a <see cref="ParityCase"/>.</summary>
/// <param name="Shape">The lengths of its axes.</param>
/// <param name="ElementType"><c>float32</c> or <c>int64</c>; the latter fits in 32 bits.</param>
/// <param name="Data">Row-major.</param>
internal sealed record ParityTensor(int[] Shape, string ElementType, float[] Data)
{
    public int[] ToInt32() => Array.ConvertAll(Data, value => checked((int)value));
}
