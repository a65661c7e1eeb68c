using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The reduced loss of what compares element by element, and its gradients. Rows that weigh nothing may hold anything.</summary>
internal static unsafe class ElementLoss<TLoss>
    where TLoss : unmanaged, IElementLoss
{
    private const nint Grain = 8 * 1024;

    /// <summary>Elements that are added up in float before the sum goes on in double.</summary>
    private const nint StripLength = 1024;

    public static void Forward(TLoss loss, in ElementLossLines lines, Reduction reduction, in ForwardArguments arguments)
    {
        var job = new Job { Loss = loss, Lines = lines, OneRun = lines.IsOneRun };
        nint length = job.Length;
        nint chunks = (length + job.Grain - 1) / job.Grain;
        using var sums = new Scratch(2 * Math.Max(1, chunks));
        job.Sums = sums.Doubles;
        VectorRange<Job>.Run(job, length, job.Grain, arguments.Degree);

        double sum = 0;
        for (nint i = 0; i < chunks; i++)
        {
            sum += sums.Doubles[i];
        }

        *arguments.Outputs[0].Floats = LossReduction.Value(sum, lines.Divisor(reduction));
    }

    /// <summary>The gradient of the predictions, input 0.</summary>
    public static void Backward(TLoss loss, in ElementLossLines lines, Reduction reduction, in BackwardArguments arguments) =>
        Backward(loss, lines, reduction, arguments, input: 0, byOperand: false);

    /// <summary>The gradient of the operands.</summary>
    public static void BackwardToOperands(TLoss loss, in ElementLossLines lines, Reduction reduction, in BackwardArguments arguments, int input) =>
        Backward(loss, lines, reduction, arguments, input, byOperand: true);

    private static void Backward(TLoss loss, in ElementLossLines lines, Reduction reduction, in BackwardArguments arguments, int input, bool byOperand)
    {
        if (!arguments.Wants(input))
        {
            return;
        }

        var job = new Job
        {
            Loss = loss,
            Lines = lines,
            OneRun = lines.IsOneRun,
            ByOperand = byOperand,
            SumOfLine = byOperand && lines.OperandStep == 0,
            Gradient = arguments.Gradients[input].Floats,
            Accumulate = arguments.Accumulate[input],
            Scale = LossReduction.Scale(*arguments.Upstream[0].Floats, lines.Divisor(reduction)),
        };
        VectorRange<Job>.Run(job, job.Length, job.Grain, arguments.Degree);
    }

    private struct Job : IVectorJob
    {
        public TLoss Loss;
        public ElementLossLines Lines;

        /// <summary>Whether the job's unit is an element; else a line.</summary>
        public bool OneRun;

        /// <summary>Forward: one sum a chunk. Else null.</summary>
        public double* Sums;

        public float* Gradient;
        public float Scale;
        public bool Accumulate;
        public bool ByOperand;

        /// <summary>Whether the gradient is one number a line.</summary>
        public bool SumOfLine;

        public readonly nint Length => OneRun ? Lines.Lines * Lines.LineLength : Lines.Lines;

        public readonly nint Grain => OneRun ? ElementLoss<TLoss>.Grain : Math.Max(1, ElementLoss<TLoss>.Grain / Math.Max(Lines.LineLength, 1));

        public readonly void Run<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            double sum = 0;
            if (OneRun)
            {
                var run = new Line
                {
                    Predictions = Lines.Predictions + start,
                    Targets = Lines.Targets + start,
                    Operands = Lines.Operands + start * Lines.OperandStep,
                    Gradient = Gradient + start,
                    Weights = Lines.Weights is null ? null : Lines.Weights + start,
                    Weight = 1,
                };
                sum = RunLine<TSimd, TVector>(run, end - start);
            }
            else
            {
                nint linesOfRow = Math.Max(1, Lines.Lines / Math.Max(1, Lines.Rows));
                for (nint i = start; i < end; i++)
                {
                    var line = new Line
                    {
                        Predictions = Lines.Predictions + i * Lines.LineLength,
                        Targets = Lines.Targets + i * Lines.TargetLineStep,
                        Operands = Lines.Operands + i * Lines.OperandLineStep,
                        Gradient = Gradient + i * Lines.LineLength,
                        Weight = Lines.Weights is null ? 1 : Lines.Weights[i / linesOfRow],
                    };
                    double ofLine = RunLine<TSimd, TVector>(line, Lines.LineLength);
                    sum += ofLine;
                    if (SumOfLine)
                    {
                        float value = line.Weight <= 0 ? 0 : (float)(Scale * ofLine);
                        Gradient[i] = Accumulate ? Gradient[i] + value : value;
                    }
                }
            }

            if (Sums is not null)
            {
                Sums[start / Grain] = sum;
            }
        }

        private readonly double RunLine<TSimd, TVector>(in Line line, nint length)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            double sum = 0;
            for (nint start = 0; start < length; start += StripLength)
            {
                nint end = Math.Min(start + StripLength, length);
                if (Sums is null && !SumOfLine)
                {
                    DifferentiateStrip<TSimd, TVector>(line, start, end);
                }
                else
                {
                    sum += SumStrip<TSimd, TVector>(line, start, end);
                }
            }

            return sum;
        }

        /// <summary>The weighted sum of the loss, or, where there is one number a line, of its derivative.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly float SumStrip<TSimd, TVector>(in Line line, nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            float* x = line.Predictions, t = line.Targets, o = line.Operands, weights = line.Weights;
            bool ownTarget = Lines.TargetStep != 0, ownOperand = Lines.OperandStep != 0;
            TVector target = TSimd.Create(*t), operand = o is null ? TSimd.Zero : TSimd.Create(*o);
            TVector sum = TSimd.Zero, factor = TSimd.Create(line.Weight);
            nint i = start;
            for (; i <= end - TSimd.Width; i += TSimd.Width)
            {
                factor = weights is null ? factor : TSimd.Load(weights + i);
                target = ownTarget ? TSimd.Load(t + i) : target;
                operand = ownOperand ? TSimd.Load(o + i) : operand;
                TVector value = Value<TSimd, TVector>(TSimd.Load(x + i), target, operand);
                sum = TSimd.Add(sum, Weighted<TSimd, TVector>(factor, TSimd.Multiply(value, factor)));
            }

            if (i < end)
            {
                // Elements past the end weigh nothing.
                int rest = (int)(end - i);
                float* ones = stackalloc float[16];
                new Span<float>(ones, 16).Fill(line.Weight);
                factor = TSimd.LoadFirst(weights is null ? ones : weights + i, rest);
                target = ownTarget ? TSimd.LoadFirst(t + i, rest) : target;
                operand = ownOperand ? TSimd.LoadFirst(o + i, rest) : operand;
                TVector value = Value<TSimd, TVector>(TSimd.LoadFirst(x + i, rest), target, operand);
                sum = TSimd.Add(sum, Weighted<TSimd, TVector>(factor, TSimd.Multiply(value, factor)));
            }

            return TSimd.Sum(sum);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly TVector Value<TSimd, TVector>(TVector prediction, TVector target, TVector operand)
            where TSimd : ISimd<TVector>
            where TVector : struct => SumOfLine
                ? Loss.Derivative<TSimd, TVector>(ByOperand, prediction, target, operand)
                : Loss.Loss<TSimd, TVector>(prediction, target, operand);

        /// <summary>A value where the weight is above 0; 0 where it is not, and no number where it is none.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TVector Weighted<TSimd, TVector>(TVector weight, TVector value)
            where TSimd : ISimd<TVector>
            where TVector : struct => TSimd.Select(TSimd.GreaterThan(weight, TSimd.Zero), value, TSimd.Multiply(weight, TSimd.Zero));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void DifferentiateStrip<TSimd, TVector>(in Line line, nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            float* x = line.Predictions, t = line.Targets, o = line.Operands, weights = line.Weights, dx = line.Gradient;
            bool ownTarget = Lines.TargetStep != 0, ownOperand = Lines.OperandStep != 0;
            TVector target = TSimd.Create(*t), operand = o is null ? TSimd.Zero : TSimd.Create(*o);
            TVector scale = TSimd.Create(Scale), factor = TSimd.Create(line.Weight);
            for (nint i = start; i < end; i += TSimd.Width)
            {
                int count = (int)Math.Min(TSimd.Width, end - i);
                factor = weights is null ? factor : Lanes<TSimd, TVector>.Load(weights + i, count);
                target = ownTarget ? Lanes<TSimd, TVector>.Load(t + i, count) : target;
                operand = ownOperand ? Lanes<TSimd, TVector>.Load(o + i, count) : operand;
                TVector prediction = Lanes<TSimd, TVector>.Load(x + i, count);
                TVector slope = Loss.Derivative<TSimd, TVector>(ByOperand, prediction, target, operand);
                slope = TSimd.Multiply(TSimd.Multiply(factor, scale), slope);
                slope = Weighted<TSimd, TVector>(factor, slope);
                Lanes<TSimd, TVector>.Put(slope, dx + i, count, Accumulate);
            }
        }

        /// <summary>A run of elements.</summary>
        private struct Line
        {
            public float* Predictions;
            public float* Targets;
            public float* Operands;
            public float* Gradient;

            /// <summary>A weight for each element, or null where all have <see cref="Weight"/>.</summary>
            public float* Weights;
            public float Weight;
        }
    }
}
