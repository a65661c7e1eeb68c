using System.Globalization;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A run of an <see cref="Optimizer"/>: its parameter groups, and what it has accumulated for them.</summary>
public sealed class OptimizerState
{
    private readonly Optimizer _optimizer;
    private readonly Device _device;
    private readonly GroupState[] _states;
    private int _steps;

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
        Groups = groups;
        _states = [.. groups.Select(group => new GroupState(optimizer, group))];
    }

    /// <summary>The parameter groups; their rates may be changed between steps.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>Changes every parameter that requires and has a gradient. The gradients stay; <see cref="ClearGradients"/> ends them.</summary>
    public void Step()
    {
        _steps++;
        foreach (GroupState state in _states)
        {
            _device.Update(state.CurrentUpdate(_optimizer), state.Group.LearningRate, _steps, state.Parameters, state.Accumulated);
        }
    }

    /// <summary>Makes the next backward pass start from zero.</summary>
    public void ClearGradients()
    {
        foreach (GroupState state in _states)
        {
            foreach (Parameter parameter in state.Parameters)
            {
                parameter.ClearGradient();
            }
        }
    }

    private sealed class GroupState
    {
        private ParameterUpdate _update;
        private float _updateDecay;

        public GroupState(Optimizer optimizer, ParameterGroup group)
        {
            Group = group;
            Parameters = [.. group.Parameters];
            _updateDecay = group.WeightDecay;
            _update = optimizer.Update(_updateDecay);
            Accumulated =
            [
                .. Parameters.SelectMany(parameter => Enumerable.Range(0, _update.StateCount).Select(
                    index => new Parameter(string.Create(CultureInfo.InvariantCulture, $"{parameter.Name}.state{index}"), parameter.Shape))),
            ];
        }

        public ParameterGroup Group { get; }

        public Parameter[] Parameters { get; }

        public Parameter[] Accumulated { get; }

        public ParameterUpdate CurrentUpdate(Optimizer optimizer)
        {
            if (_updateDecay != Group.WeightDecay)
            {
                _updateDecay = Group.WeightDecay;
                _update = optimizer.Update(_updateDecay);
            }

            return _update;
        }
    }
}
