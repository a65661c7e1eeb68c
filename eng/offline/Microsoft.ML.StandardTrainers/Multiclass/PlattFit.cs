using Microsoft.ML.Calibrators;

namespace Microsoft.ML.Trainers;

/// <summary>
/// Platt 1999, "Probabilistic Outputs for Support Vector Machines", with the Newton steps of Lin, Lu and Weng 2007, "A Note on Platt's Probabilistic Outputs
/// for Support Vector Machines". Targets are not 0 and 1 but as if one more row of each class had been seen.
/// </summary>
internal static class PlattFit
{
    private const int MostSteps = 100;
    private const double Ridge = 1e-12;

    public static PlattCalibrator Of(IReadOnlyList<(float Score, bool IsPositive, double Weight)> rows)
    {
        double positives = rows.Where(row => row.IsPositive).Sum(row => row.Weight);
        double negatives = rows.Where(row => !row.IsPositive).Sum(row => row.Weight);
        double high = (positives + 1) / (positives + 2);
        double low = 1 / (negatives + 2);
        double slope = 0;
        double offset = Math.Log((negatives + 1) / (positives + 1));
        double loss = Loss(slope, offset);
        for (int step = 0; step < MostSteps; step++)
        {
            (double g1, double g2, double h11, double h12, double h22) = Derive(slope, offset);
            if (Math.Abs(g1) < 1e-5 && Math.Abs(g2) < 1e-5)
            {
                break;
            }

            double determinant = (h11 * h22) - (h12 * h12);
            double bySlope = -((h22 * g1) - (h12 * g2)) / determinant;
            double byOffset = -((h11 * g2) - (h12 * g1)) / determinant;
            double part = 1;
            double next = Loss(slope + bySlope, offset + byOffset);
            while (!(next <= loss) && part > 1e-10)
            {
                part /= 2;
                next = Loss(slope + (part * bySlope), offset + (part * byOffset));
            }

            if (!(next < loss))
            {
                break;
            }

            (slope, offset, loss) = (slope + (part * bySlope), offset + (part * byOffset), next);
        }

        return new PlattCalibrator(slope, offset);

        // Of p = 1 / (1 + exp(z)): -log p = log(1 + exp(z)), -log(1 - p) = log(1 + exp(z)) - z.
        double Loss(double a, double b) => rows.Sum(row =>
        {
            double z = (a * row.Score) + b;
            double softplus = Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z)));
            return row.Weight * (softplus - ((1 - (row.IsPositive ? high : low)) * z));
        });

        (double G1, double G2, double H11, double H12, double H22) Derive(double a, double b)
        {
            (double g1, double g2, double h11, double h12, double h22) = (0, 0, Ridge, 0, Ridge);
            foreach ((float score, bool isPositive, double weight) in rows)
            {
                double p = 1 / (1 + Math.Exp((a * score) + b));
                double gradient = weight * ((isPositive ? high : low) - p);
                double curvature = weight * p * (1 - p);
                g1 += gradient * score;
                g2 += gradient;
                h11 += curvature * score * score;
                h12 += curvature * score;
                h22 += curvature;
            }

            return (g1, g2, h11, h12, h22);
        }
    }
}
