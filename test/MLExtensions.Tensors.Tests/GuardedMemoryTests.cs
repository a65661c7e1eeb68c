#if CHECK_BOUNDS
using System.Globalization;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Tests;

/// <summary>That the configuration CheckBounds sees what it is for.</summary>
[TestClass]
public sealed unsafe class GuardedMemoryTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(4032)]
    [DataRow(4096)]
    [DataRow(10_000)]
    public void Buffer_EndsWhereAPageBeginsThatMayNotBeTouched(int bytes)
    {
        byte* buffer = GuardedMemory.Allocate(bytes);
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                Assert.Inconclusive("Only Linux tells what a page may be used for.");
            }

            nuint end = (nuint)(buffer + bytes + PinnedStorage.Alignment);
            Assert.AreEqual("---p", ProtectionOf(end));
            Assert.AreEqual("rw-p", ProtectionOf(end - 1));
        }
        finally
        {
            GuardedMemory.Free(buffer, bytes);
        }
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(100)]
    [DataRow(163)]
    public void IsIntact_AfterAWriteBesideTheBuffer_IsFalse(int place)
    {
        byte* buffer = GuardedMemory.Allocate(100);
        byte before = buffer[place];
        Assert.IsTrue(GuardedMemory.IsIntact(buffer, 100));

        buffer[place] = 1;
        bool intact = GuardedMemory.IsIntact(buffer, 100);

        buffer[place] = before;
        GuardedMemory.Free(buffer, 100);
        Assert.IsFalse(intact);
    }

    [TestMethod]
    public void Scratch_IsGuarded()
    {
        using var scratch = new Scratch(3);

        Assert.IsTrue(GuardedMemory.IsIntact((byte*)scratch.Floats, 3 * sizeof(float)));
        Assert.IsTrue(float.IsNaN(scratch.Floats[2]));
    }

    private static string ProtectionOf(nuint address)
    {
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            string[] parts = line.Split(' '), range = parts[0].Split('-');
            if (address >= nuint.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture) &&
                address < nuint.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            {
                return parts[1];
            }
        }

        return "not mapped";
    }
}
#endif
