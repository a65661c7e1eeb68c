using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// One row of CTC: minus the logarithm of the sum over all readings that give the labels, by the forward-backward recursion over the states blank, label, blank,
/// label, ..., blank, in logarithms and in double. The gradient of logit k at a step is softmax_k minus the probability of being in a state of class k there.
/// </summary>
internal unsafe struct CtcAlignment
{
    /// <summary>The row's first step; the others follow at <see cref="Stride"/>.</summary>
    public float* Logits;

    /// <summary>The same for the gradient; null where it is not wanted.</summary>
    public float* Gradient;
    public nint Stride, Classes, Steps;
    public int* Labels;
    public int Length, Blank;

    private readonly nint States => 2 * (nint)Length + 1;

    /// <summary>The loss, and the gradient times <paramref name="scale"/>.</summary>
    public readonly double Run(double scale)
    {
        if (Steps == 0)
        {
            return Length == 0 ? 0 : double.PositiveInfinity;
        }

        nint states = States;
        using var emissions = new Scratch(2 * Steps * (Length + 1));
        FindEmissions(emissions.Doubles);

        // Without a gradient two steps are enough.
        bool keeps = Gradient is not null;
        using var forward = new Scratch(2 * states * (keeps ? Steps : 2));
        double* first = forward.Doubles;
        for (nint state = 0; state < states; state++)
        {
            first[state] = state < 2 ? Emission(emissions.Doubles, 0, state) : double.NegativeInfinity;
        }

        double* now = first;
        for (nint step = 1; step < Steps; step++)
        {
            double* before = now;
            now = first + (keeps ? step : step & 1) * states;
            for (nint state = 0; state < states; state++)
            {
                double sum = LogSum(before[state], state > 0 ? before[state - 1] : double.NegativeInfinity);
                sum = CanSkipTo(state) ? LogSum(sum, before[state - 2]) : sum;
                now[state] = sum + Emission(emissions.Doubles, step, state);
            }
        }

        double likelihood = LogSum(now[states - 1], states > 1 ? now[states - 2] : double.NegativeInfinity);
        if (keeps)
        {
            Differentiate(emissions.Doubles, first, likelihood, scale);
        }

        return -likelihood;
    }

    /// <summary>Logarithms of the probabilities: of the blank, then of each label, for each step. Leaves the probabilities of all classes in the gradient.</summary>
    private readonly void FindEmissions(double* emissions)
    {
        using var scratch = new Scratch(Gradient is null ? Classes : 0);
        for (nint step = 0; step < Steps; step++)
        {
            float* x = Logits + step * Stride;
            float* p = Gradient is null ? scratch.Floats : Gradient + step * Stride;
            float max = RowMath.Max(x, Classes);
            RowMath.Subtract(x, max, p, Classes);
            RowMath.Exp(p, Classes);
            float sum = RowMath.Sum(p, Classes);
            double logarithm = max + Math.Log(sum);
            RowMath.Scale(p, 1 / sum, Classes);

            double* target = emissions + step * (Length + 1);
            target[0] = x[Blank] - logarithm;
            for (nint i = 0; i < Length; i++)
            {
                target[1 + i] = x[Labels[i]] - logarithm;
            }
        }
    }

    private readonly void Differentiate(double* emissions, double* forward, double likelihood, double scale)
    {
        if (double.IsNegativeInfinity(likelihood))
        {
            // No reading gives the labels: there is no direction in which it gets better.
            scale = double.NaN;
        }

        // Backward: the logarithm of the probability of all that comes after a step, from a state.
        nint states = States;
        using var backward = new Scratch(4 * states);
        double* after = backward.Doubles;
        double* spare = after + states;
        for (nint state = 0; state < states; state++)
        {
            after[state] = state >= states - 2 ? 0 : double.NegativeInfinity;
        }

        for (nint step = Steps - 1; step >= 0; step--)
        {
            float* gradient = Gradient + step * Stride;
            if (step < Steps - 1)
            {
                for (nint state = 0; state < states; state++)
                {
                    after[state] += Emission(emissions, step + 1, state);
                }

                for (nint state = 0; state < states; state++)
                {
                    double sum = LogSum(after[state], state + 1 < states ? after[state + 1] : double.NegativeInfinity);
                    spare[state] = state + 2 < states && CanSkipTo(state + 2) ? LogSum(sum, after[state + 2]) : sum;
                }

                double* swap = after;
                after = spare;
                spare = swap;
            }

            double* before = forward + step * states;
            for (nint i = 0; i < Classes; i++)
            {
                gradient[i] = (float)(scale * gradient[i]);
            }

            // Blanks are every other state: their sum is taken first, so that it is rounded once.
            double blanks = 0;
            for (nint state = 0; state < states; state++)
            {
                double probability = Math.Exp(before[state] + after[state] - likelihood);
                if ((state & 1) == 0)
                {
                    blanks += probability;
                }
                else
                {
                    gradient[Labels[state >> 1]] -= (float)(scale * probability);
                }
            }

            gradient[Blank] -= (float)(scale * blanks);
        }
    }

    private readonly double Emission(double* emissions, nint step, nint state) =>
        emissions[step * (Length + 1) + ((state & 1) == 0 ? 0 : 1 + (state >> 1))];

    /// <summary>From the label before, past the blank between them: where the two differ.</summary>
    private readonly bool CanSkipTo(nint state) => (state & 1) == 1 && state > 1 && Labels[state >> 1] != Labels[(state >> 1) - 1];

    /// <summary>log(exp(a) + exp(b))</summary>
    private static double LogSum(double a, double b)
    {
        double max = Math.Max(a, b), min = Math.Min(a, b);
        return double.IsNegativeInfinity(min) ? max : max + Math.Log(1 + Math.Exp(min - max));
    }
}
