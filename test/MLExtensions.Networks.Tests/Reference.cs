using MLExtensions.Testing;

namespace MLExtensions.Networks.Tests;

/// <summary>PyTorch's cases, as these tests read and check them.</summary>
internal static class Reference
{
    public static ParityCase Read(string file) => ParityCase.Read(SharedFolder.Require("parity", file));

    public static float Beta(this ParityCase reference, int index) => reference.Attributes["betas"]![index]!.GetValue<float>();

    public static void AssertClose(this ParityCase reference, string what, ReadOnlySpan<float> got, ParityTensor expected) =>
        Assert.IsNull(reference.FindDifference(what, got, expected));
}
