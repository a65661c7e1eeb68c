using System.Globalization;
using MLExtensions.Evaluation;
using MLExtensions.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.AutoML;

/// <summary>Reads what the folds' models predicted, and puts the classes into one order.</summary>
/// <param name="metric">What is predicted, and the label's column.</param>
internal sealed class PredictionCollector(TrialMetric metric)
{
    private const string Score = "Score";
    private readonly List<float> _labels = [];
    private readonly List<float> _scores = [];
    private readonly List<int> _folds = [];
    private readonly List<(int Start, int Count, string[] Classes)> _foldClasses = [];
    private bool _areProbabilities;
    private bool _isUnusable;
    private int _strange;

    /// <summary>The columns that are read; none where they tell no predictions of a kind that is known.</summary>
    public string[] ColumnsOf(DataViewSchema schema) => TaskOf(schema) is null
        ? []
        : schema.GetColumnOrNull(AnnotationKinds.Probability) is null ? [metric.LabelColumnName, Score] : [metric.LabelColumnName, Score, AnnotationKinds.Probability];

    /// <summary>Reads a fold's rows.</summary>
    /// <returns>How many there are.</returns>
    public int Add(int fold, IDataView scored)
    {
        if (TaskOf(scored.Schema) is not { } task)
        {
            _isUnusable = true;
            return 0;
        }

        var label = scored.Schema[metric.LabelColumnName];
        var probability = task == TrialTask.BinaryClassification ? scored.Schema.GetColumnOrNull(AnnotationKinds.Probability) : null;
        var score = probability is { Type: NumberDataViewType } ? probability.Value : scored.Schema[Score];
        _areProbabilities = task == TrialTask.MulticlassClassification || score.Name == AnnotationKinds.Probability;
        int start = _folds.Count;
        using (var cursor = scored.GetRowCursor([label, score]))
        {
            var labels = NumberReader.Create(cursor, label);
            var scores = NumberReader.Create(cursor, score);
            while (cursor.MoveNext())
            {
                labels.Read();
                scores.Read();
                double value = labels.Values[0];
                bool isBoolean = task == TrialTask.BinaryClassification && !double.IsNaN(value);
                _labels.Add(isBoolean ? (value > 0 ? 1 : 0) : (float)value);
                _strange += scores.IsFinite ? 0 : 1;
                foreach (double output in scores.Values)
                {
                    _scores.Add((float)output);
                }

                _folds.Add(fold);
            }
        }

        if (task == TrialTask.MulticlassClassification)
        {
            _foldClasses.Add((start, _folds.Count - start, ClassesOf(label, ((VectorDataViewType)score.Type).Size)));
        }

        return _folds.Count - start;
    }

    /// <summary>
    /// What is wrong with the scores, in a sentence; null where nothing is. ML.NET's evaluators leave rows out whose score is not a number: a model that gave nothing else would have no error at all.
    /// </summary>
    public string? Fault => _strange == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{_strange} of {_folds.Count} scores are not finite numbers.");

    /// <summary>All folds' predictions; null where they are of no kind that is known.</summary>
    public TrialPredictions? ToPredictions()
    {
        if (_isUnusable || _folds.Count == 0)
        {
            return null;
        }

        float[] labels = [.. _labels], scores = [.. _scores];
        int[] folds = [.. _folds];
        if (_foldClasses.Count == 0)
        {
            return new TrialPredictions(labels, 1, scores, _areProbabilities, folds);
        }

        // A pipeline that makes keys of the labels may number the classes in another order in each fold, and may not meet all of them.
        string[] classes = Ordered(_foldClasses.SelectMany(fold => fold.Classes).Distinct(StringComparer.Ordinal));
        float[] ordered = new float[folds.Length * classes.Length];
        int read = 0;
        foreach (var (start, count, names) in _foldClasses)
        {
            int[] places = Array.ConvertAll(names, name => Array.IndexOf(classes, name));
            for (int row = start; row < start + count; row++)
            {
                labels[row] = labels[row] >= 0 && labels[row] < places.Length ? places[(int)labels[row]] : float.NaN;
                foreach (int place in places)
                {
                    ordered[(row * classes.Length) + place] = scores[read++];
                }
            }
        }

        return new TrialPredictions(labels, classes.Length, ordered, _areProbabilities, folds) { Classes = classes };
    }

    private TrialTask? TaskOf(DataViewSchema schema)
    {
        if (schema.GetColumnOrNull(metric.LabelColumnName) is not { } label || schema.GetColumnOrNull(Score) is not { } score || !IsReadable(label.Type))
        {
            return null;
        }

        var task = metric.Task ?? KindOf(score);
        bool isFitting = task == TrialTask.MulticlassClassification
            ? score.Type is VectorDataViewType { IsKnownSize: true, ItemType: NumberDataViewType }
            : score.Type is NumberDataViewType;
        return isFitting ? task : null;
    }

    private static bool IsReadable(DataViewType type) => type is NumberDataViewType or BooleanDataViewType or KeyDataViewType;

    private static TrialTask? KindOf(DataViewSchema.Column score)
    {
        if (score.Annotations.Schema.GetColumnOrNull(AnnotationKinds.ScoreColumnKind) is not { Type: TextDataViewType })
        {
            return null;
        }

        ReadOnlyMemory<char> kind = default;
        score.Annotations.GetValue(AnnotationKinds.ScoreColumnKind, ref kind);
        return Enum.TryParse(kind.Span, out TrialTask task) ? task : null;
    }

    private static string[] ClassesOf(DataViewSchema.Column label, int count)
    {
        if (label.Type is KeyDataViewType && LabelValues.Of(label, count)?.ToStrings() is { } names && names.Distinct(StringComparer.Ordinal).Count() == count)
        {
            return names;
        }

        // Classes without names: the numbers that the labels are, counted from 0.
        return [.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))];
    }

    private static string[] Ordered(IEnumerable<string> names)
    {
        string[] ordered = [.. names.Order(StringComparer.Ordinal)];
        double[] numbers = new double[ordered.Length];
        for (int i = 0; i < ordered.Length; i++)
        {
            if (!double.TryParse(ordered[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return ordered;
            }
        }

        Array.Sort(numbers, ordered);
        return ordered;
    }
}
