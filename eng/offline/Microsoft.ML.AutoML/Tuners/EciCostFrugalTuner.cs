using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>Chooses the chain that promises a better loss soonest, and its values by a local search of its own.</summary>
internal sealed class EciCostFrugalTuner : ITuner
{
    private readonly Dictionary<string, ITuner> _tuners;
    private readonly ChainProposer _chains;
    private readonly Parameter _defaults;

    public EciCostFrugalTuner(SweepablePipeline pipeline, AutoMLExperiment.AutoMLExperimentSettings settings)
    {
        _chains = new ChainProposer(pipeline, settings.Seed);
        _defaults = settings.SearchSpace.SampleFromFeatureSpace(settings.SearchSpace.Default)[AutoMLExperiment.PipelineKey];
        _tuners = pipeline.Schemas.ToDictionary(schema => schema, schema =>
        {
            var space = new SearchSpace.SearchSpace();
            foreach ((string key, SearchSpace.Option.OptionBase option) in settings.SearchSpace)
            {
                space[key] = option;
            }

            space[AutoMLExperiment.PipelineKey] = pipeline.BuildSweepableEstimatorPipeline(schema).SearchSpace;
            return (ITuner)new CostFrugalTuner(space, settings.Seed);
        });
    }

    public Parameter Propose(TrialSettings settings)
    {
        settings.Parameter = _tuners[_chains.Propose()].Propose(settings);

        // Beside the pipeline, not in it, as ML.NET does.
        foreach (KeyValuePair<string, Parameter> estimator in _defaults)
        {
            if (!settings.Parameter.ContainsKey(estimator.Key))
            {
                settings.Parameter[estimator.Key] = estimator.Value;
            }
        }

        return settings.Parameter;
    }

    public void Update(TrialResult result)
    {
        string schema = result.TrialSettings.Parameter[AutoMLExperiment.PipelineKey][SweepablePipeline.SchemaOption].AsType<string>();
        _chains.Update(schema, result);
        if (_tuners.TryGetValue(schema, out ITuner tuner))
        {
            tuner.Update(result);
        }
    }
}
