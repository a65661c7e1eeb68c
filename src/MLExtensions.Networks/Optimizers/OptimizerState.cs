using System.Globalization;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A run of an <see cref="Optimizer"/>: its parameter groups, and what it has accumulated for them.</summary>
public sealed class OptimizerState
{
    private readonly Optimizer _optimizer;
    private readonly Device _device;
    private readonly GroupState[] _states;

    /// <summary>Starts a run.</summary>
    /// <param name="optimizer">The update rule.</param>
    /// <param name="device">The device that computes the updates.</param>
    /// <param name="groups">The parameter groups; at least one, and each parameter in one only.</param>
    /// <exception cref="ArgumentException">There is no group, or a parameter is in two.</exception>
    public OptimizerState(Optimizer optimizer, Device device, IReadOnlyList<ParameterGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(groups);
        optimizer.Validate();
        if (groups.Count == 0)
        {
            throw new ArgumentException("An optimiser needs at least one group of parameters.", nameof(groups));
        }

        var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
        foreach (Parameter parameter in groups.SelectMany(group => group.Parameters))
        {
            if (!seen.Add(parameter))
            {
                throw new ArgumentException($"Parameter '{parameter.Name}' is in two groups; it must be in one.", nameof(groups));
            }
        }

        _optimizer = optimizer;
        _device = device;
        Groups = [.. groups];
        _states = [.. groups.Select(group => new GroupState(optimizer, group))];
        Parameters = [.. _states.SelectMany(state => state.Parameters)];
    }

    /// <summary>The parameter groups; their rates and decays may be changed between steps.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>All groups' parameters.</summary>
    private Parameter[] Parameters { get; }

    /// <summary>
    /// Changes every parameter that requires and has a gradient. The gradients stay; <see cref="ClearGradients"/> ends them. Each parameter's steps
    /// are counted on their own, so one that is unfrozen later begins with its first.
    /// </summary>
    public void Step()
    {
        foreach (GroupState state in _states)
        {
            state.Step(_optimizer, _device);
        }
    }

    /// <summary>Bounds the gradients of all groups together, before <see cref="Step"/>.</summary>
    /// <param name="clipping">The bounds.</param>
    /// <returns>The norm of all gradients before. Where it is not finite nothing has been changed, and no step should be made.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A bound is out of its range, or there is none.</exception>
    public double ClipGradients(GradientClipping clipping)
    {
        ArgumentNullException.ThrowIfNull(clipping);
        clipping.Validate();
        return ScaleGradients(1, clipping);
    }

    /// <summary>Makes the next backward pass start from zero.</summary>
    public void ClearGradients()
    {
        foreach (Parameter parameter in Parameters)
        {
            parameter.ClearGradient();
        }
    }

    /// <summary>Adds what a resumed run needs: what was accumulated, the parameters' steps, the groups' rates and decays.</summary>
    /// <param name="state">Receives it. Accumulated tensors are not copied.</param>
    /// <param name="prefix">What the names begin with: "optimizer" gives "optimizer.layers.0.weight.mean".</param>
    public void Save(TrainingState state, string prefix)
    {
        ArgumentNullException.ThrowIfNull(state);
        for (int i = 0; i < _states.Length; i++)
        {
            _states[i].Save(state, prefix, GroupName(prefix, i));
        }
    }

    /// <summary>Takes back what <see cref="Save"/> added; the next <see cref="Step"/> does, bit for bit, what it would have done then.</summary>
    /// <param name="state">What was saved.</param>
    /// <param name="prefix">What the names begin with.</param>
    /// <exception cref="InvalidDataException">It is of another optimiser or of other parameters.</exception>
    public void Load(TrainingState state, string prefix)
    {
        ArgumentNullException.ThrowIfNull(state);
        for (int i = 0; i < _states.Length; i++)
        {
            _states[i].Load(state, prefix, GroupName(prefix, i));
        }
    }

    /// <summary>Multiplies all gradients, and then bounds them.</summary>
    /// <returns>The norm in between; where it is not finite nothing has been changed. 0 without bounds, when it is not computed.</returns>
    internal double ScaleGradients(double scale, GradientClipping? clipping)
    {
        double norm = 0;
        if (clipping is not null)
        {
            norm = scale * Math.Sqrt(_device.GradientSquareSum(Parameters));
            if (!double.IsFinite(norm))
            {
                return norm;
            }

            scale *= Math.Min(1, (clipping.MaximumNorm ?? double.PositiveInfinity) / (norm + 1e-6));
        }

        float bound = clipping?.MaximumValue ?? float.PositiveInfinity;
        if (scale != 1 || float.IsFinite(bound))
        {
            _device.ScaleGradients(Parameters, (float)scale, bound);
        }

        return norm;
    }

    private static string GroupName(string prefix, int index) => string.Create(CultureInfo.InvariantCulture, $"{prefix}.group.{index}");

    private sealed class GroupState
    {
        private readonly ParameterGroup _group;
        private readonly Parameter[] _accumulated;
        private readonly int[] _steps;
        private ParameterUpdate _update;
        private float _updateDecay;

        public GroupState(Optimizer optimizer, ParameterGroup group)
        {
            _group = group;
            Parameters = [.. group.Parameters];
            _steps = new int[Parameters.Length];
            _updateDecay = group.WeightDecay;
            _update = optimizer.Update(_updateDecay);
            _accumulated =
            [
                .. Parameters.SelectMany(parameter => _update.StateNames.Select(name => new Parameter($"{parameter.Name}.{name}", parameter.Shape))),
            ];
            foreach (Parameter accumulated in _accumulated)
            {
                accumulated.Values.Fill(_update.InitialState);
            }
        }

        public Parameter[] Parameters { get; }

        public void Step(Optimizer optimizer, Device device)
        {
            if (_updateDecay != _group.WeightDecay)
            {
                _updateDecay = _group.WeightDecay;
                _update = optimizer.Update(_updateDecay);
            }

            // Parameters next to each other that have made equally many steps are updated together: all of them, but for frozen ones.
            int width = _update.StateNames.Count;
            for (int start = 0, end; start < Parameters.Length; start = end)
            {
                int step = NextStep(start);
                for (end = start + 1; end < Parameters.Length && NextStep(end) == step; end++)
                {
                }

                if (step > 0)
                {
                    _steps.AsSpan(start, end - start).Fill(step);
                    device.Update(
                        _update, _group.LearningRate, step, Parameters.AsSpan(start, end - start), _accumulated.AsSpan(start * width, (end - start) * width));
                }
            }
        }

        public void Save(TrainingState state, string prefix, string group)
        {
            state.Add($"{group}.rate", (double)_group.LearningRate);
            state.Add($"{group}.decay", (double)_group.WeightDecay);
            for (int i = 0; i < Parameters.Length; i++)
            {
                state.Add($"{prefix}.{Parameters[i].Name}.steps", _steps[i]);
            }

            foreach (Parameter accumulated in _accumulated)
            {
                state.Add($"{prefix}.{accumulated.Name}", accumulated);
            }
        }

        public void Load(TrainingState state, string prefix, string group)
        {
            foreach (Parameter accumulated in _accumulated)
            {
                state.CopyTo($"{prefix}.{accumulated.Name}", accumulated);
            }

            for (int i = 0; i < Parameters.Length; i++)
            {
                _steps[i] = checked((int)state.Count($"{prefix}.{Parameters[i].Name}.steps"));
            }

            _group.LearningRate = (float)state.Number($"{group}.rate");
            _group.WeightDecay = (float)state.Number($"{group}.decay");
        }

        // The number of the step that the parameter is about to make; 0 where it makes none.
        private int NextStep(int index) => Parameters[index] is { HasGradient: true, RequiresGradient: true } ? _steps[index] + 1 : 0;
    }
}
