using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Evaluates scored rankings in one pass. Rows of a query stand together; the discount of the i-th of them is ln(1 + i).</summary>
internal sealed class RankingEvaluator
{
    private readonly double[] _gains;
    private readonly double[] _dcg;
    private readonly double[] _ndcg;
    private readonly List<(float Score, double Gain)> _query = [];
    private int _queries;

    private RankingEvaluator(double[] gains, int truncationLevel)
    {
        _gains = gains;
        _dcg = new double[truncationLevel];
        _ndcg = new double[truncationLevel];
    }

    public static RankingMetrics Evaluate(
        IHostEnvironment env, IDataView data, RankingEvaluatorOptions options, string labelColumn, string groupColumn, string scoreColumn)
    {
        env.CheckUserArg(options.DcgTruncationLevel > 0, nameof(options.DcgTruncationLevel), "DCG truncation level must be greater than 0");
        DataViewSchema.Column label = EvaluatorColumns.Find(data, labelColumn, "Label");
        DataViewSchema.Column group = EvaluatorColumns.Find(data, groupColumn, "Group");
        DataViewSchema.Column score = EvaluatorColumns.Find(data, scoreColumn, "Score");
        EvaluatorColumns.Check(label.Type == NumberDataViewType.Single || label.Type is KeyDataViewType, "label", label, "Single or Key");
        EvaluatorColumns.Check(group.Type is KeyDataViewType, "group", group, "Key");
        EvaluatorColumns.Check(score.Type == NumberDataViewType.Single, "score", score, "Single");

        var evaluator = new RankingEvaluator(ParseGains(env, options.LabelGains), options.DcgTruncationLevel);
        using DataViewRowCursor cursor = data.GetRowCursor([label, group, score]);
        evaluator.Read(cursor, label, GenericCall.Invoke<Func<ulong>>(KeyGetter<int>, group.Type.RawType, cursor, group), score);
        return new RankingMetrics(evaluator.Mean(evaluator._dcg), evaluator.Mean(evaluator._ndcg));
    }

    private static double[] ParseGains(IHostEnvironment env, string gains)
    {
        env.CheckNonWhiteSpace(gains, nameof(RankingEvaluatorOptions.LabelGains));
        return Array.ConvertAll(
            gains.Split(','),
            text => double.TryParse(text, CultureInfo.InvariantCulture, out double gain) && gain >= 0
                ? gain
                : throw env.ExceptUserArg(nameof(RankingEvaluatorOptions.LabelGains), $"Label gains must be non-negative numbers, but one is '{text}'"));
    }

    private static Func<ulong> KeyGetter<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> get = row.GetGetter<T>(column);
        return () =>
        {
            T value = default;
            get(ref value);
            return ColumnValues.KeyToUInt64(value);
        };
    }

    private void Read(DataViewRowCursor cursor, DataViewSchema.Column label, Func<ulong> getGroup, DataViewSchema.Column score)
    {
        ValueGetter<float> getLabel = EvaluatorColumns.GetLabelGetter(cursor, label);
        ValueGetter<float> getScore = cursor.GetGetter<float>(score);
        float labelValue = 0;
        float scoreValue = 0;
        ulong current = 0;
        while (cursor.MoveNext())
        {
            ulong group = getGroup();
            if (group != current)
            {
                EndQuery();
                current = group;
            }

            getLabel(ref labelValue);
            getScore(ref scoreValue);
            if (!float.IsNaN(labelValue) && !float.IsNaN(scoreValue))
            {
                Contracts.Check(
                    labelValue >= 0 && labelValue < _gains.Length, $"The label {labelValue} of a ranked row has none of the {_gains.Length} label gains.");
                _query.Add((scoreValue, _gains[(int)labelValue]));
            }
        }

        EndQuery();
    }

    /// <summary>Of rows with equal scores the worse comes first. A query without any gain adds nothing.</summary>
    private void EndQuery()
    {
        if (_query.Count == 0)
        {
            return;
        }

        double[] dcg = Cumulate(_query.OrderByDescending(row => row.Score).ThenBy(row => row.Gain));
        double[] best = Cumulate(_query.OrderByDescending(row => row.Gain));
        for (int i = 0; i < dcg.Length; i++)
        {
            _dcg[i] += dcg[i];
            _ndcg[i] += best[i] > 0 ? dcg[i] / best[i] : 0;
        }

        _queries++;
        _query.Clear();
    }

    private double[] Cumulate(IEnumerable<(float Score, double Gain)> ranked)
    {
        var sums = new double[_dcg.Length];
        double[] gains = [.. ranked.Take(sums.Length).Select(row => row.Gain)];
        double sum = 0;
        for (int i = 0; i < sums.Length; i++)
        {
            sum += i < gains.Length ? gains[i] / Math.Log(2 + i) : 0;
            sums[i] = sum;
        }

        return sums;
    }

    private double[] Mean(double[] sums) => Array.ConvertAll(sums, sum => sum / _queries);
}
