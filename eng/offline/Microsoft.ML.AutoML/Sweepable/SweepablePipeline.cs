using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;

namespace Microsoft.ML.AutoML;

/// <summary>Estimators under the keys e0, e1, ..., and an expression that says in which orders they may follow each other.</summary>
public class SweepablePipeline : ISweepable<EstimatorChain<ITransformer>>
{
    internal const string SchemaOption = "_SCHEMA_";
    private readonly Entity _schema;
    private string _currentSchema;

    internal SweepablePipeline()
    {
        Estimators = [];
    }

    private SweepablePipeline(Dictionary<string, SweepableEstimator> estimators, Entity schema)
    {
        Estimators = estimators;
        _schema = schema;
        Schemas = [.. schema.Terms.Select(term => term.ToString())];
        _currentSchema = Schemas[0];
    }

    public Dictionary<string, SweepableEstimator> Estimators { get; }

    public SearchSpace.SearchSpace SearchSpace
    {
        get
        {
            var space = new SearchSpace.SearchSpace();
            foreach ((string key, SweepableEstimator estimator) in Estimators)
            {
                space.Add(key, estimator.SearchSpace);
            }

            space.Add(SchemaOption, new ChoiceOption([.. Schemas]));
            return space;
        }
    }

    /// <summary>The estimators' parameters by their position, and the chain that was built last.</summary>
    public Parameter CurrentParameter
    {
        get
        {
            Parameter current = Parameter.CreateNestedParameter();
            foreach ((int index, SweepableEstimator estimator) in Estimators.Values.Index())
            {
                current[index.ToString()] = estimator.Parameter;
            }

            current[SchemaOption] = Parameter.FromString(_currentSchema);
            return current;
        }
    }

    /// <summary>Each chain that the pipeline may become: "e0 * e2".</summary>
    internal string[] Schemas { get; }

    public EstimatorChain<ITransformer> BuildFromOption(MLContext context, Parameter parameter)
    {
        _currentSchema = parameter[SchemaOption].AsType<string>();
        var chain = new EstimatorChain<ITransformer>();
        foreach (string key in Entity.FromExpression(_currentSchema).Names)
        {
            chain = chain.Append(Estimators[key].BuildFromOption(context, parameter[key]));
        }

        return chain;
    }

    public SweepablePipeline BuildSweepableEstimatorPipeline(string schema)
    {
        Entity entity = Entity.FromExpression(schema);
        return new SweepablePipeline(entity.Names.ToDictionary(key => key, key => Estimators[key]), entity);
    }

    /// <summary>The pipeline with one of the given at its end.</summary>
    public SweepablePipeline Append(params ISweepable<IEstimator<ITransformer>>[] sweepables)
    {
        Entity appended = null;
        foreach (ISweepable<IEstimator<ITransformer>> sweepable in sweepables)
        {
            Entity next = sweepable switch
            {
                SweepableEstimator estimator => new EstimatorEntity(estimator),
                SweepablePipeline pipeline => pipeline._schema?.Replace(name => new EstimatorEntity(pipeline.Estimators[name.ToString()])),
                _ => null,
            };
            appended = appended is null ? next : next is null ? appended : appended + next;
        }

        var estimators = new Dictionary<string, SweepableEstimator>(Estimators);
        Entity schema = appended.Replace(leaf =>
        {
            string key = $"e{estimators.Count}";
            estimators[key] = (SweepableEstimator)((EstimatorEntity)leaf).Estimator;
            return new NameEntity(key);
        });
        return new SweepablePipeline(estimators, _schema is null ? schema : _schema * schema);
    }

    /// <summary>The chain of an experiment's parameter, "ReplaceMissingValues=>Concatenate=>FastTreeBinary"; empty where it has none.</summary>
    public string ToString(Parameter parameter) =>
        parameter.TryGetValue(AutoMLExperiment.PipelineKey, out Parameter pipeline)
            ? string.Join("=>", Entity.FromExpression(pipeline[SchemaOption].AsType<string>()).Names.Select(key => Estimators[key].EstimatorType))
            : "";
}
