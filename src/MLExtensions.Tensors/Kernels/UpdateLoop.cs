using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>An optimiser's step over a parameter, its gradient and up to three states, all in one pass.</summary>
/// <typeparam name="TRule">What is done to an element.</typeparam>
internal unsafe struct UpdateLoop<TRule> : IVectorJob
    where TRule : unmanaged, IUpdateRule
{
    private UpdateTarget* _targets;
    private int _count;
    private int _index0, _index1, _index2;
    private float _decay;
    private TRule _rule;

    /// <summary>All parameters are one job, so that many small ones cost no more than one large one.</summary>
    /// <param name="rule">What is done to an element.</param>
    /// <param name="decay">How much of the parameter is added to its gradient.</param>
    /// <param name="targets">The parameters.</param>
    /// <param name="state0">Which of the update's states is the rule's first; -1 where it keeps none.</param>
    /// <param name="state1">Which is its second.</param>
    /// <param name="state2">Which is its third.</param>
    /// <param name="degree">How many threads.</param>
    public static void Run(in TRule rule, float decay, Span<UpdateTarget> targets, int state0, int state1, int state2, int degree)
    {
        nint chunks = 0, length = 0;
        foreach (ref UpdateTarget target in targets)
        {
            target.FirstChunk = chunks;
            chunks += (target.Length + Elementwise.Grain - 1) / Elementwise.Grain;
            length += target.Length;
        }

        fixed (UpdateTarget* pointer = targets)
        {
            var job = new UpdateLoop<TRule>
            {
                _targets = pointer,
                _count = targets.Length,
                _index0 = state0,
                _index1 = state1,
                _index2 = state2,
                _decay = decay,
                _rule = rule,
            };
            VectorRange<UpdateLoop<TRule>>.Run(job, chunks, 1, length <= Elementwise.Grain ? 1 : degree);
        }
    }

    public readonly void Run<TSimd, TVector>(nint start, nint end)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        int index = IndexOf(start);
        for (nint chunk = start; chunk < end; chunk++)
        {
            while (index + 1 < _count && _targets[index + 1].FirstChunk <= chunk)
            {
                index++;
            }

            ref UpdateTarget target = ref _targets[index];
            nint first = (chunk - target.FirstChunk) * Elementwise.Grain;
            Run<TSimd, TVector>(target, first, Math.Min(first + Elementwise.Grain, target.Length));
        }
    }

    /// <summary>The last target that begins at or before a chunk.</summary>
    private readonly int IndexOf(nint chunk)
    {
        int low = 0, high = _count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _targets[middle].FirstChunk <= chunk ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Run<TSimd, TVector>(in UpdateTarget target, nint start, nint end)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        float* values = target.Values, gradient = target.Gradient;
        float* first = target.State(_index0), second = target.State(_index1), third = target.State(_index2);
        TRule rule = _rule;
        TVector decay = TSimd.Create(_decay);
        for (nint i = start; i < end; i += TSimd.Width)
        {
            // Memory past the end may be read.
            int count = (int)Math.Min(TSimd.Width, end - i);
            TVector p = TSimd.Load(values + i);
            TVector g = TSimd.MultiplyAdd(decay, p, TSimd.Load(gradient + i));
            TVector state0 = TRule.MostStates > 0 && first is not null ? TSimd.Load(first + i) : TSimd.Zero;
            TVector state1 = TRule.MostStates > 1 && second is not null ? TSimd.Load(second + i) : TSimd.Zero;
            TVector state2 = TRule.MostStates > 2 && third is not null ? TSimd.Load(third + i) : TSimd.Zero;
            Lanes<TSimd, TVector>.Store(rule.Apply<TSimd, TVector>(p, g, ref state0, ref state1, ref state2), values + i, count);
            if (TRule.MostStates > 0 && first is not null)
            {
                StoreState<TSimd, TVector>(state0, first + i, count);
            }

            if (TRule.MostStates > 1 && second is not null)
            {
                StoreState<TSimd, TVector>(state1, second + i, count);
            }

            if (TRule.MostStates > 2 && third is not null)
            {
                StoreState<TSimd, TVector>(state2, third + i, count);
            }
        }
    }

    // Subnormal numbers are computed many times slower, and a mean that decays would stay one for ever.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreState<TSimd, TVector>(TVector value, float* state, int count)
        where TSimd : ISimd<TVector>
        where TVector : struct => Lanes<TSimd, TVector>.Store(VectorMath<TSimd, TVector>.FlushSubnormal(value), state, count);
}
