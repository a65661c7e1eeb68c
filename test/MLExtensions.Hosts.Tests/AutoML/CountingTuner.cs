using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.Hosts.Tests.AutoML;

/// <summary>Proposes 10, 11, ... and keeps the losses that it is told.</summary>
internal sealed class CountingTuner : ITuner
{
    public List<double> Losses { get; } = [];

    public Parameter Propose(TrialSettings settings) =>
        Parameter.CreateNestedParameter(new KeyValuePair<string, Parameter>("number", Parameter.FromInt(10 + settings.TrialId)));

    public void Update(TrialResult result) => Losses.Add(result.Loss);
}
