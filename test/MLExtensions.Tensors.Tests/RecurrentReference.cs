using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>The textbook formulas of RNN, GRU and LSTM in double precision, step by step, from zeros.</summary>
internal static class RecurrentReference
{
    /// <summary>The outputs, <c>[batch, time, directions * hidden]</c>.</summary>
    /// <param name="operation">Which kind, directions and biases.</param>
    /// <param name="inputs">x, then the weights and biases of each direction.</param>
    /// <param name="lengths">Of the rows.</param>
    /// <param name="time">Steps of x.</param>
    /// <param name="features">Numbers of a step of x.</param>
    /// <param name="hidden">Units of a direction.</param>
    public static double[] Run(RecurrentOperation operation, double[][] inputs, int[] lengths, int time, int features, int hidden)
    {
        int directions = operation.Bidirectional ? 2 : 1, own = operation.HasBias ? 4 : 2;
        double[] y = new double[lengths.Length * time * directions * hidden];
        for (int direction = 0; direction < directions; direction++)
        {
            double[][] weights = inputs[(1 + direction * own)..(1 + direction * own + own)];
            for (int row = 0; row < lengths.Length; row++)
            {
                double[] h = new double[hidden], c = new double[hidden];
                for (int i = 0; i < lengths[row]; i++)
                {
                    int step = row * time + (direction == 0 ? i : lengths[row] - 1 - i);
                    double[] a = Product(weights[0], inputs[0].AsSpan(step * features, features), own == 4 ? weights[2] : null);
                    double[] b = Product(weights[1], h, own == 4 ? weights[3] : null);
                    h = Step(operation, a, b, h, c);
                    h.CopyTo(y, (step * directions + direction) * hidden);
                }
            }
        }

        return y;
    }

    private static double[] Step(RecurrentOperation operation, double[] a, double[] b, double[] h, double[] c)
    {
        int hidden = h.Length;
        double[] next = new double[hidden];
        for (int j = 0; j < hidden; j++)
        {
            double Sum(int gate) => a[gate * hidden + j] + b[gate * hidden + j];
            if (operation is Lstm)
            {
                c[j] = Sigmoid(Sum(1)) * c[j] + Sigmoid(Sum(0)) * Math.Tanh(Sum(2));
                next[j] = Sigmoid(Sum(3)) * Math.Tanh(c[j]);
            }
            else if (operation is Gru)
            {
                double z = Sigmoid(Sum(1)), n = Math.Tanh(a[2 * hidden + j] + Sigmoid(Sum(0)) * b[2 * hidden + j]);
                next[j] = (1 - z) * n + z * h[j];
            }
            else
            {
                next[j] = Math.Tanh(Sum(0));
            }
        }

        return next;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double[] Product(double[] weight, ReadOnlySpan<double> x, double[]? bias)
    {
        double[] result = new double[weight.Length / Math.Max(1, x.Length)];
        for (int i = 0; i < result.Length; i++)
        {
            double sum = bias is null ? 0 : bias[i];
            for (int k = 0; k < x.Length; k++)
            {
                sum += weight[i * x.Length + k] * x[k];
            }

            result[i] = sum;
        }

        return result;
    }
}
