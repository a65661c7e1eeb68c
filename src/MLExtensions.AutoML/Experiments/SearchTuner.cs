using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>Calls a tuner as <see cref="AutoMLExperiment"/> does.</summary>
/// <param name="tuner">The tuner.</param>
/// <param name="metric">What trials are compared by.</param>
/// <param name="isReproducible">
/// Whether proposals may depend on the seed alone: then every trial is said to have taken one second. Some tuners look at the time that trials take, which is never the same twice.
/// </param>
internal sealed class SearchTuner(ITuner tuner, TrialMetric metric, bool isReproducible)
{
    /// <summary>AutoML's name for the pipeline's part of a search space.</summary>
    public const string PipelineKey = "_pipeline_";

    /// <summary>A proposal.</summary>
    /// <param name="trialId">The number of the trial.</param>
    /// <returns>The parameter as the tuner gave it.</returns>
    /// <exception cref="InvalidOperationException">The tuner gave none of a pipeline.</exception>
    public Parameter Propose(int trialId)
    {
        var settings = new TrialSettings { TrialId = trialId, Parameter = Parameter.CreateNestedParameter(), StartedAtUtc = DateTime.UtcNow };
        var parameter = tuner.Propose(settings);
        if (parameter is null || PipelineOf(parameter) is null)
        {
            throw new InvalidOperationException(
                $"The tuner {tuner.GetType().Name} proposed {(parameter is null ? "nothing" : TrialJson.WriteParameter(parameter))} for trial {trialId}; expected a parameter of the pipeline's search space, with '{PipelineNames.SchemaKey}', under the key '{PipelineKey}' or as it is.");
        }

        return parameter;
    }

    /// <summary>The pipeline's part of a proposal; null where there is none.</summary>
    public static Parameter? PipelineOf(Parameter parameter) =>
        parameter.ParameterType != ParameterType.Object ? null
        : parameter.TryGetValue(PipelineKey, out var pipeline) ? PipelineOf(pipeline)
        : parameter.ContainsKey(PipelineNames.SchemaKey) ? parameter
        : null;

    /// <summary>Tells the tuner what became of a trial: of one without a metric the worst loss there is, as AutoML does.</summary>
    public void Update(int trialId, Parameter parameter, TrialRecord record) => tuner.Update(Result(trialId, parameter, record));

    /// <summary>A trial of ours as AutoML's.</summary>
    public TrialResult Result(int trialId, Parameter parameter, TrialRecord record) => new()
    {
        TrialSettings = new TrialSettings { TrialId = trialId, Parameter = parameter, StartedAtUtc = record.StartedAtUtc, EndedAtUtc = record.EndedAtUtc },
        Loss = record.Metric is { } value ? metric.LossOf(value) : double.MaxValue,
        Metric = record.Metric ?? double.NaN,
        DurationInMilliseconds = record.Metric is null ? 0 : isReproducible ? 1000 : record.Seconds * 1000,
        PeakMemoryInMegaByte = record.PeakMegabytes,
    };
}
