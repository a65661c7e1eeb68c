using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.Tests.AutoML.Experiments;

/// <summary>Proposes given values of the second estimator's only option, in turn.</summary>
internal sealed class ScriptedTuner : ITuner
{
    private readonly Func<int, Parameter> _values;

    public ScriptedTuner(double[] values) => _values = trial => Option("X", Parameter.FromDouble(values[trial % values.Length]));

    public ScriptedTuner(string[] kinds) => _values = trial => Option("Kind", Parameter.FromString(kinds[trial % kinds.Length]));

    public List<TrialResult> Told { get; } = [];

    public Parameter Propose(TrialSettings settings)
    {
        var pipeline = Parameter.CreateNestedParameter();
        pipeline["_SCHEMA_"] = Parameter.FromString("e0 * e1");
        pipeline["e0"] = Parameter.CreateNestedParameter();
        pipeline["e1"] = _values(settings.TrialId);
        var whole = Parameter.CreateNestedParameter();
        whole["_pipeline_"] = pipeline;
        return whole;
    }

    public void Update(TrialResult result) => Told.Add(result);

    private static Parameter Option(string name, Parameter value)
    {
        var values = Parameter.CreateNestedParameter();
        values[name] = value;
        return values;
    }
}
