using System.Runtime.InteropServices;

namespace MLExtensions.Tensors.Internals;

/// <summary>
/// Memory that notices who leaves it, for the configuration CheckBounds. Every buffer has pages of its own and ends, with the vector that may be read past it
/// (<see cref="PinnedStorage"/>), where a page begins that may be neither read nor written: whatever touches that ends the process, at the instruction that
/// did. What was written before the buffer, or to what may only be read past it, is found when the buffer is given back; a buffer that was given back is not
/// there any more. Fresh memory, and what may be read past the end, hold NaN, so that a result made of them is one too.
/// </summary>
internal static unsafe partial class GuardedMemory
{
    private const int None = 0;
    private const int ReadWrite = 1 | 2;
    private const byte Fresh = 0xFF;
    private const byte Before = 0xA5;

    /// <summary>What may be read past the end.</summary>
    private const int Past = PinnedStorage.Alignment;

    // MAP_PRIVATE and MAP_ANONYMOUS, whose number is not the same everywhere.
    private static readonly int s_anonymous = OperatingSystem.IsLinux() ? 0x22 : 0x1002;
    private static readonly nint s_page = Environment.SystemPageSize;

    /// <summary>A buffer of exactly so many bytes.</summary>
    public static byte* Allocate(nint bytes)
    {
        nint inner = InnerBytes(bytes);
        byte* start = (byte*)Map(0, inner + 2 * s_page, ReadWrite, s_anonymous, -1, 0);
        if ((nint)start == -1)
        {
            throw new InsufficientMemoryException($"CheckBounds: {inner} bytes could not be mapped: error {Marshal.GetLastPInvokeError()}.");
        }

        Protect(start);
        Protect(start + s_page + inner);
        nint gap = inner - bytes - Past;
        NativeMemory.Fill(start + s_page, (nuint)gap, Before);
        NativeMemory.Fill(start + s_page + gap, (nuint)(bytes + Past), Fresh);
        return start + s_page + gap;
    }

    /// <summary>Gives a buffer of so many bytes back; the process ends if something was written around it.</summary>
    public static void Free(byte* pointer, nint bytes)
    {
        if (!IsIntact(pointer, bytes))
        {
            Environment.FailFast($"CheckBounds: something was written around a buffer of {bytes} bytes.");
        }

        nint inner = InnerBytes(bytes), gap = inner - bytes - Past;
        if (Unmap(pointer - gap - s_page, inner + 2 * s_page) != 0)
        {
            Environment.FailFast($"CheckBounds: a buffer could not be unmapped: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    /// <summary>Whether what lies around a buffer of so many bytes is as it was.</summary>
    public static bool IsIntact(byte* pointer, nint bytes)
    {
        nint gap = InnerBytes(bytes) - bytes - Past;
        return !new ReadOnlySpan<byte>(pointer - gap, (int)gap).ContainsAnyExcept(Before) && !new ReadOnlySpan<byte>(pointer + bytes, Past).ContainsAnyExcept(Fresh);
    }

    private static nint InnerBytes(nint bytes) => (bytes + Past + s_page - 1) / s_page * s_page;

    private static void Protect(byte* page)
    {
        if (SetProtection(page, s_page, None) != 0)
        {
            throw new InvalidOperationException($"CheckBounds: a page could not be protected: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* Map(nint address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int SetProtection(void* address, nint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(void* address, nint length);
}
