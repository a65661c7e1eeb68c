using System.Globalization;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Tests;

/// <summary>That a run for a narrower path is one: eng/test.sh turns instruction sets off and says what is to be left.</summary>
[TestClass]
public sealed class VectorLengthTests
{
    private const string Variable = "MLEXTENSIONS_VECTOR_BITS";

    [TestMethod]
    public void VectorLength_IsWhatTheRunAskedFor()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } expected)
        {
            Assert.Inconclusive($"{Variable} is not set: the run asks for no length.");
            return;
        }

        int bits = SimdLength.Is512 ? 512 : SimdLength.Is256 ? 256 : 128;

        // A machine may have less than was asked for, never more.
        Assert.IsLessThanOrEqualTo(int.Parse(expected, CultureInfo.InvariantCulture), bits);
    }
}
