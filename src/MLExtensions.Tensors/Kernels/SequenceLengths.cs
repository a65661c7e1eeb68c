using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MLExtensions.Tensors.Kernels;

/// <summary>Lengths of sequences as an operation's input.</summary>
internal static unsafe class SequenceLengths
{
    /// <summary>Throws where a length is none of 0 to so many steps.</summary>
    public static void Check(string operation, int* lengths, nint count, int steps)
    {
        for (nint row = 0; row < count; row++)
        {
            if ((uint)lengths[row] > (uint)steps)
            {
                Throw(operation, lengths[row], row, steps);
            }
        }
    }

    [DoesNotReturn]
    private static void Throw(string operation, int length, nint row, int steps) => throw new ArgumentException(string.Create(
        CultureInfo.InvariantCulture, $"{operation}: the length of row {row} is {length}; expected 0 to {steps}."));
}
