using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace MLExtensions.Tensors.Internals;

/// <summary>
/// Main memory for tensors, reused. Sizes are rounded up to a power of two times 1, 1.25, 1.5 or 1.75. Each thread keeps a few small buffers of a
/// size at hand, the rest lies on shared shelves; what lay there untouched from one full garbage collection to the next is let go.
/// </summary>
internal sealed class BufferPool
{
    public static readonly BufferPool Shared = new();

    private const int SmallestBits = 8;
    private const int LargestBits = 36;
    private const int SizeClassCount = (LargestBits - SmallestBits) * 4 + 1;

    /// <summary>Buffers up to this size, and of one size as many as this holds, stay with the thread that returned them.</summary>
    private const nint LargestAtHand = 1 << 20;
    private const nint BytesAtHand = 4 << 20;
    private const int LargestCountAtHand = 64;

    [ThreadStatic]
    private static ThreadShelves? t_shelves;

    private readonly SharedShelf[] _shared = new SharedShelf[SizeClassCount];
    private long _totalBytes;

    private BufferPool()
    {
        for (int i = 0; i < _shared.Length; i++)
        {
            _shared[i] = new SharedShelf();
        }

        _ = new FullCollectionNotice(this);
    }

    /// <summary>All bytes that the pool has allocated and not let go, in use or not, those of forgotten scopes included.</summary>
    public long TotalBytes => Volatile.Read(ref _totalBytes);

    /// <summary>At least this many bytes, of any content.</summary>
    /// <exception cref="InsufficientMemoryException">More than one buffer holds.</exception>
    public PinnedStorage Rent(nint bytes)
    {
        if (bytes > 1L << LargestBits)
        {
            ThrowTooMuch(bytes);
        }

#if CHECK_BOUNDS
        return new PinnedStorage(bytes, this);
#else
        int sizeClass = SizeClass(bytes, out nint capacity);
        ThreadShelves shelves = t_shelves ??= new ThreadShelves(this);
        return shelves.TryTake(sizeClass) ?? RentShared(sizeClass, capacity);
#endif
    }

    public void Return(PinnedStorage storage)
    {
        ThreadShelves shelves = t_shelves ??= new ThreadShelves(this);
        if (storage.Capacity > LargestAtHand || !shelves.TryPut(storage))
        {
            _shared[storage.SizeClass].Put(storage);
        }
    }

    /// <summary>The class and its size for a request: the smallest 2^b * (4 + quarter) / 4 that holds it.</summary>
    internal static int SizeClass(nint bytes, out nint capacity)
    {
        nint rounded = bytes <= (nint)1 << SmallestBits ? (nint)1 << SmallestBits : bytes;
        int bits = BitOperations.Log2((ulong)rounded);
        nint quarter = (nint)1 << (bits - 2);
        int quarters = (int)((rounded - ((nint)1 << bits) + quarter - 1) / quarter);
        capacity = ((nint)1 << bits) + quarters * quarter;
        return (bits - SmallestBits) * 4 + quarters;
    }

    [DoesNotReturn]
    private static void ThrowTooMuch(nint bytes) => throw new InsufficientMemoryException(
        $"{bytes} bytes were asked for; one buffer holds up to {1L << LargestBits}. Use smaller batches or layers.");

    private PinnedStorage RentShared(int sizeClass, nint capacity)
    {
        PinnedStorage? storage = _shared[sizeClass].TryTake();
        if (storage is null)
        {
            storage = new PinnedStorage(capacity, this, sizeClass);
            Interlocked.Add(ref _totalBytes, storage.AllocatedBytes);
        }

        return storage;
    }

    private void Trim()
    {
        foreach (SharedShelf shelf in _shared)
        {
            long freed = shelf.DropUnused();
            Interlocked.Add(ref _totalBytes, -freed);
        }
    }

    /// <summary>One thread's buffers, by size.</summary>
    private sealed class ThreadShelves(BufferPool pool)
    {
        private readonly PinnedStorage?[]?[] _buffers = new PinnedStorage?[]?[SizeClassCount];
        private readonly int[] _counts = new int[SizeClassCount];

        public PinnedStorage? TryTake(int sizeClass)
        {
            int count = _counts[sizeClass];
            if (count == 0)
            {
                return null;
            }

            PinnedStorage?[] buffers = _buffers[sizeClass]!;
            _counts[sizeClass] = --count;
            PinnedStorage? taken = buffers[count];
            buffers[count] = null;
            return taken;
        }

        public bool TryPut(PinnedStorage storage)
        {
            PinnedStorage?[] buffers = _buffers[storage.SizeClass] ??=
                new PinnedStorage?[Math.Clamp((int)(BytesAtHand / storage.Capacity), 1, LargestCountAtHand)];
            int count = _counts[storage.SizeClass];
            if (count == buffers.Length)
            {
                return false;
            }

            buffers[count] = storage;
            _counts[storage.SizeClass] = count + 1;
            return true;
        }

        /// <summary>The thread has ended: what it had at hand is for all.</summary>
        ~ThreadShelves()
        {
            for (int sizeClass = 0; sizeClass < _counts.Length; sizeClass++)
            {
                while (TryTake(sizeClass) is { } storage)
                {
                    pool._shared[sizeClass].Put(storage);
                }
            }
        }
    }

    /// <summary>All threads' buffers of one size.</summary>
    private sealed class SharedShelf
    {
        private readonly Lock _lock = new();
        private readonly Stack<PinnedStorage> _buffers = new();

        /// <summary>The fewest that lay here since the last trim: so many were not needed.</summary>
        private int _fewest;

        public PinnedStorage? TryTake()
        {
            lock (_lock)
            {
                bool taken = _buffers.TryPop(out PinnedStorage? storage);
                _fewest = Math.Min(_fewest, _buffers.Count);
                return taken ? storage : null;
            }
        }

        public void Put(PinnedStorage storage)
        {
            lock (_lock)
            {
                _buffers.Push(storage);
            }
        }

        public long DropUnused()
        {
            lock (_lock)
            {
                long freed = 0;
                for (; _fewest > 0; _fewest--)
                {
                    freed += _buffers.Pop().AllocatedBytes;
                }

                _fewest = _buffers.Count;
                return freed;
            }
        }
    }

    /// <summary>Its finaliser runs once after every full collection, because it makes the next one of its kind wait as long.</summary>
    private sealed class FullCollectionNotice(BufferPool pool)
    {
        ~FullCollectionNotice()
        {
            if (Environment.HasShutdownStarted)
            {
                return;
            }

            if (GC.GetGeneration(this) == GC.MaxGeneration)
            {
                pool.Trim();
            }

            GC.ReRegisterForFinalize(this);
        }
    }
}
