using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>The rows' mean loss and the penalty of squared weights, as a function of the biases and then each class's weights.</summary>
internal sealed class LinearObjective(List<TrainingRow> rows, int featureCount, int classCount, double l2, RowLoss loss)
{
    private readonly double _scale = 1 / rows.Sum(row => row.Weight);

    public double Evaluate(double[] place, double[] gradient)
    {
        Array.Clear(gradient);
        double sum = 0;
        Span<double> scores = new double[classCount];
        foreach (TrainingRow row in rows)
        {
            VBuffer<float> features = row.Features;
            ReadOnlySpan<float> values = features.GetValues();
            ReadOnlySpan<int> indices = features.GetIndices();
            for (int c = 0; c < classCount; c++)
            {
                ReadOnlySpan<double> weights = place.AsSpan(classCount + (c * featureCount), featureCount);
                double score = place[c];
                for (int i = 0; i < values.Length; i++)
                {
                    score += weights[features.IsDense ? i : indices[i]] * values[i];
                }

                scores[c] = score;
            }

            sum += row.Weight * loss(scores, row.Label);
            for (int c = 0; c < classCount; c++)
            {
                double factor = row.Weight * scores[c];
                Span<double> ofClass = gradient.AsSpan(classCount + (c * featureCount), featureCount);
                gradient[c] += factor;
                for (int i = 0; i < values.Length; i++)
                {
                    ofClass[features.IsDense ? i : indices[i]] += factor * values[i];
                }
            }
        }

        for (int i = classCount; i < place.Length; i++)
        {
            sum += l2 / 2 * place[i] * place[i];
            gradient[i] += l2 * place[i];
        }

        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] *= _scale;
        }

        return sum * _scale;
    }
}
