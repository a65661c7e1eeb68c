using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>An optimiser's step over a parameter, its gradient and up to three states, all in one pass.</summary>
/// <typeparam name="TRule">What is done to an element.</typeparam>
internal unsafe struct UpdateLoop<TRule> : IVectorJob
    where TRule : unmanaged, IUpdateRule
{
    private float* _values;
    private float* _gradient;
    private float* _state0;
    private float* _state1;
    private float* _state2;
    private float _decay;
    private TRule _rule;

    /// <param name="rule">What is done to an element.</param>
    /// <param name="decay">How much of the parameter is added to its gradient.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="state0">The rule's first state; null where it keeps none.</param>
    /// <param name="state1">Its second.</param>
    /// <param name="state2">Its third.</param>
    /// <param name="degree">How many threads.</param>
    public static void Run(in TRule rule, float decay, Parameter parameter, Parameter? state0, Parameter? state1, Parameter? state2, int degree)
    {
        var job = new UpdateLoop<TRule>
        {
            _values = parameter.Tensor.Floats,
            _gradient = parameter.Gradient.Floats,
            _state0 = state0 is null ? null : state0.Tensor.Floats,
            _state1 = state1 is null ? null : state1.Tensor.Floats,
            _state2 = state2 is null ? null : state2.Tensor.Floats,
            _decay = decay,
            _rule = rule,
        };
        VectorRange<UpdateLoop<TRule>>.Run(job, parameter.Tensor.Length, Elementwise.Grain, degree);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<TSimd, TVector>(nint start, nint end)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        TRule rule = _rule;
        TVector decay = TSimd.Create(_decay);
        for (nint i = start; i < end; i += TSimd.Width)
        {
            // Memory past the end may be read.
            int count = (int)Math.Min(TSimd.Width, end - i);
            TVector p = TSimd.Load(_values + i);
            TVector g = TSimd.MultiplyAdd(decay, p, TSimd.Load(_gradient + i));
            TVector state0 = TRule.MostStates > 0 && _state0 is not null ? TSimd.Load(_state0 + i) : TSimd.Zero;
            TVector state1 = TRule.MostStates > 1 && _state1 is not null ? TSimd.Load(_state1 + i) : TSimd.Zero;
            TVector state2 = TRule.MostStates > 2 && _state2 is not null ? TSimd.Load(_state2 + i) : TSimd.Zero;
            Lanes<TSimd, TVector>.Store(rule.Apply<TSimd, TVector>(p, g, ref state0, ref state1, ref state2), _values + i, count);
            if (TRule.MostStates > 0 && _state0 is not null)
            {
                StoreState<TSimd, TVector>(state0, _state0 + i, count);
            }

            if (TRule.MostStates > 1 && _state1 is not null)
            {
                StoreState<TSimd, TVector>(state1, _state1 + i, count);
            }

            if (TRule.MostStates > 2 && _state2 is not null)
            {
                StoreState<TSimd, TVector>(state2, _state2 + i, count);
            }
        }
    }

    // Subnormal numbers are computed many times slower, and a mean that decays would stay one for ever.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreState<TSimd, TVector>(TVector value, float* state, int count)
        where TSimd : ISimd<TVector>
        where TVector : struct => Lanes<TSimd, TVector>.Store(VectorMath<TSimd, TVector>.FlushSubnormal(value), state, count);
}
