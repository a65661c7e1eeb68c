using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;
using SearchSpace = Microsoft.ML.SearchSpace.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>A search space as a flat list of dimensions, those of a sweepable pipeline's trainers under the condition that the pipeline has the trainer.</summary>
/// <remarks>
/// A sweepable pipeline's space has one nested space for each estimator, e0, e1, ..., and a choice _SCHEMA_ of texts such as "e0 * e2" that name those which are used.
/// </remarks>
internal sealed class SearchDimensions
{
    private readonly SearchSpace _space;
    private readonly List<SearchDimension> _all = [];

    public SearchDimensions(SearchSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        _space = space;
        Visit(space, [], []);
    }

    /// <summary>The dimensions; one that others depend on is before them.</summary>
    public IReadOnlyList<SearchDimension> All => _all;

    /// <summary>The dimensions that others depend on.</summary>
    public IEnumerable<int> Parents => _all.SelectMany(dimension => dimension.Conditions).Select(condition => condition.Dimension).Distinct().Order();

    /// <summary>All combinations of the choices that others depend on: one a pipeline.</summary>
    public IEnumerable<SearchPoint> Branches()
    {
        IEnumerable<double[]> starts = [[.. _all.Select(dimension => dimension.Default)]];
        foreach (int parent in Parents)
        {
            starts = starts.SelectMany(places => Enumerable.Range(0, _all[parent].Choices!.Value).Select(choice =>
            {
                double[] copy = [.. places];
                copy[parent] = _all[parent].PlaceOfChoice(choice);
                return copy;
            }));
        }

        // A choice that does not count itself makes no difference.
        return starts.Select(Complete).DistinctBy(BranchOf);
    }

    /// <summary>Names the choices that others depend on: points with the same name have the same active dimensions.</summary>
    public string BranchOf(SearchPoint point) =>
        string.Join(',', Parents.Select(parent => point.Active[parent] ? _all[parent].ChoiceAt(point.Places[parent]).ToString(System.Globalization.CultureInfo.InvariantCulture) : "-"));

    /// <summary>Whether a dimension counts, by the places of those before it.</summary>
    public bool IsActive(int dimension, double[] places, bool[] active) =>
        _all[dimension].Conditions.All(condition => active[condition.Dimension] && condition.Holds[_all[condition.Dimension].ChoiceAt(places[condition.Dimension])]);

    /// <summary>Finds out which dimensions count, and sets the others to their defaults.</summary>
    public SearchPoint Complete(double[] places)
    {
        double[] copy = [.. places];
        var active = new bool[copy.Length];
        for (int i = 0; i < copy.Length; i++)
        {
            active[i] = IsActive(i, copy, active);
            if (!active[i])
            {
                copy[i] = _all[i].Default;
            }
        }

        return new SearchPoint(copy, active);
    }

    /// <summary>The parameter of a point, complete: what does not count has its default, so that whoever reads the whole space finds it.</summary>
    public Parameter ToParameter(SearchPoint point)
    {
        Parameter whole = _space.SampleFromFeatureSpace(_space.Default);
        for (int i = 0; i < _all.Count; i++)
        {
            Parameter holder = whole;
            foreach (string name in _all[i].Path.SkipLast(1))
            {
                holder = holder[name];
            }

            holder[_all[i].Path[^1]] = _all[i].ValueAt(point.Places[i]);
        }

        return whole;
    }

    /// <summary>The point of a parameter, which may lack what does not count; null where it is of another space.</summary>
    public SearchPoint? ToPoint(Parameter parameter)
    {
        var places = new double[_all.Count];
        var active = new bool[_all.Count];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = _all[i].Default;
            active[i] = IsActive(i, places, active);
            if (active[i])
            {
                if (Find(parameter, _all[i].Path) is not { } value || _all[i].PlaceOf(value) is not { } place)
                {
                    return null;
                }

                places[i] = place;
            }
        }

        return new SearchPoint(places, active);
    }

    private static Parameter? Find(Parameter parameter, IReadOnlyList<string> path)
    {
        foreach (string name in path)
        {
            if (parameter is not { ParameterType: ParameterType.Object } || !parameter.TryGetValue(name, out Parameter? next))
            {
                return null;
            }

            parameter = next;
        }

        return parameter;
    }

    private void Visit(IEnumerable<KeyValuePair<string, OptionBase>> options, IReadOnlyList<string> path, IReadOnlyList<SearchCondition> conditions)
    {
        Func<string, IReadOnlyList<SearchCondition>> of = _ => conditions;
        foreach ((string key, OptionBase option) in options.OrderByDescending(pair => pair.Key == PipelineNames.SchemaKey).ThenBy(pair => pair.Key, StringComparer.Ordinal))
        {
            IReadOnlyList<string> inner = [.. path, key];
            if (option is IEnumerable<KeyValuePair<string, OptionBase>> nested)
            {
                Visit(nested, inner, of(key));
            }
            else if (option.FeatureSpaceDim == 1)
            {
                _all.Add(new SearchDimension(inner, option, of(key)));
                if (key == PipelineNames.SchemaKey && option is ChoiceOption schema)
                {
                    int place = _all.Count - 1;
                    string[][] named = [.. schema.Choices.Select(choice => PipelineNames.KeysOf(choice.AsType<string>()).ToArray())];
                    of = name => named.All(names => names.Contains(name)) ? conditions : [.. conditions, new SearchCondition(place, [.. named.Select(names => names.Contains(name))])];
                }
            }
        }
    }
}
