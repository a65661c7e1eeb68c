namespace Microsoft.ML.Data;

/// <summary>Evaluates scored regression data in one pass. The loss function is the squared loss.</summary>
internal static class RegressionEvaluator
{
    public static RegressionMetrics Evaluate(IDataView data, string labelColumn, string scoreColumn)
    {
        DataViewSchema.Column label = EvaluatorColumns.Find(data, labelColumn, "Label");
        DataViewSchema.Column score = EvaluatorColumns.Find(data, scoreColumn, "Score");
        EvaluatorColumns.Check(score.Type == NumberDataViewType.Single, "score", score, "Single");
        EvaluatorColumns.Check(label.Type == NumberDataViewType.Single, "label", label, "Single");

        using DataViewRowCursor cursor = data.GetRowCursor([label, score]);
        ValueGetter<float> getLabel = cursor.GetGetter<float>(label);
        ValueGetter<float> getScore = cursor.GetGetter<float>(score);
        float labelValue = 0;
        float scoreValue = 0;
        double rows = 0;
        double absoluteErrors = 0;
        double squaredErrors = 0;
        double squaredLosses = 0;
        double labels = 0;
        double squaredLabels = 0;
        while (cursor.MoveNext())
        {
            getLabel(ref labelValue);
            getScore(ref scoreValue);
            if (float.IsNaN(labelValue) || float.IsNaN(scoreValue))
            {
                continue;
            }

            double error = Math.Abs((double)labelValue - scoreValue);
            float difference = scoreValue - labelValue;
            rows++;
            absoluteErrors += error;
            squaredErrors += error * error;
            squaredLosses += difference * difference;
            labels += labelValue;
            squaredLabels += labelValue * labelValue;
        }

        return rows == 0
            ? new RegressionMetrics(0, 0, 0, 0)
            : new RegressionMetrics(absoluteErrors / rows, squaredErrors / rows, squaredLosses / rows, RSquared());

        // With fewer than two different labels the ratio has no meaning.
        double RSquared()
        {
            double variation = squaredLabels - labels * labels / rows;
            return variation == 0 ? double.NaN : 1 - squaredErrors / variation;
        }
    }
}
