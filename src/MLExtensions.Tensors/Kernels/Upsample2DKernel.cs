using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y[i, j] = sum over the taps p of row i and q of column j of their factors times x[p, q]; dx gets dy times the same factors.</summary>
internal sealed unsafe class Upsample2DKernel : Kernel<Upsample2D>
{
    protected override void Forward(Upsample2D operation, in ForwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0], y = arguments.Outputs[0];
        Shape from = x.NodeOrNull!.Shape, to = y.NodeOrNull!.Shape;
        using var table = new Scratch(TableLength(operation, to));
        Job job = CreateJob(operation, from, to, table.Floats);
        job.X = x.Floats;
        job.Y = y.Floats;
        Run(ref job, from, arguments.Degree);
    }

    protected override void Backward(Upsample2D operation, in BackwardArguments arguments)
    {
        Shape from = arguments.Inputs[0].NodeOrNull!.Shape, to = arguments.Outputs[0].NodeOrNull!.Shape;
        using var table = new Scratch(TableLength(operation, to));
        Job job = CreateJob(operation, from, to, table.Floats);
        job.X = arguments.Gradients[0].Floats;
        job.Y = arguments.Upstream[0].Floats;
        job.Back = true;
        job.Accumulate = arguments.Accumulate[0];
        Run(ref job, from, arguments.Degree);
    }

    private static nint TableLength(Upsample2D operation, Shape to) =>
        UpsamplingAxis.TableLength(operation.Mode, to[2]) + UpsamplingAxis.TableLength(operation.Mode, to[3]);

    private static Job CreateJob(Upsample2D operation, Shape from, Shape to, float* memory) => new()
    {
        Down = UpsamplingAxis.Create(operation, from[2], to[2], operation.Scale?.Height, memory),
        Across = UpsamplingAxis.Create(operation, from[3], to[3], operation.Scale?.Width, memory + UpsamplingAxis.TableLength(operation.Mode, to[2])),
    };

    private static void Run(ref Job job, Shape from, int degree)
    {
        nint work = Math.Max(job.Down.Length * job.Across.Length, job.Down.OutputLength * job.Across.OutputLength);
        WorkerCrew.Shared.Run(ref job, (nint)from[0] * from[1], Math.Max(1, Elementwise.Grain / 4 / work), degree);
    }

    /// <summary>A chunk is some planes. Back, it owns them, so that what adds up does so in one order.</summary>
    private struct Job : IRangeJob
    {
        public UpsamplingAxis Down, Across;

        /// <summary>Back: the gradient, and what flows back to y.</summary>
        public float* X;
        public float* Y;
        public bool Back;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            nint plane = Down.Length * Across.Length, outputPlane = Down.OutputLength * Across.OutputLength;
            using var row = new Scratch(Across.Length);
            for (nint i = start; i < end; i++)
            {
                float* x = X + i * plane;
                float* y = Y + i * outputPlane;
                if (Back && !Accumulate)
                {
                    RowMath.Fill(x, plane, 0);
                }

                for (nint output = 0; output < Down.OutputLength; output++)
                {
                    if (Back)
                    {
                        SpreadRow(y, row.Floats);
                        AddRow(row.Floats, x, output);
                    }
                    else
                    {
                        MixRow(x, y, output);
                    }

                    y += Across.OutputLength;
                }
            }
        }

        private readonly void MixRow(float* x, float* y, nint output)
        {
            int* rows = Down.Indices + output * Down.Taps;
            float* shares = Down.Factors + output * Down.Taps;
            switch (Down.Taps)
            {
                case 1:
                    PickRow(x + rows[0] * Across.Length, y);
                    break;
                case 2:
                    MixTwo(x + rows[0] * Across.Length, x + rows[1] * Across.Length, shares[0], shares[1], y);
                    break;
                default:
                    MixMany(x, rows, shares, y);
                    break;
            }
        }

        private readonly void PickRow(float* row, float* y)
        {
            for (nint j = 0; j < Across.OutputLength; j++)
            {
                y[j] = row[Across.Indices[j]];
            }
        }

        private readonly void MixTwo(float* upper, float* lower, float above, float below, float* y)
        {
            int* columns = Across.Indices;
            float* factors = Across.Factors;
            for (nint j = 0; j < Across.OutputLength; j++)
            {
                nint left = columns[2 * j], right = columns[2 * j + 1];
                float before = factors[2 * j], after = factors[2 * j + 1];
                y[j] = above * (before * upper[left] + after * upper[right]) + below * (before * lower[left] + after * lower[right]);
            }
        }

        private readonly void MixMany(float* x, int* rows, float* shares, float* y)
        {
            int taps = Across.Taps;
            for (nint j = 0; j < Across.OutputLength; j++)
            {
                float sum = 0;
                for (int p = 0; p < taps; p++)
                {
                    float* row = x + rows[p] * Across.Length;
                    float mixed = 0;
                    for (int q = 0; q < taps; q++)
                    {
                        mixed += Across.Factors[j * taps + q] * row[Across.Indices[j * taps + q]];
                    }

                    sum += shares[p] * mixed;
                }

                y[j] = sum;
            }
        }

        /// <summary>A row of dy back along its columns.</summary>
        private readonly void SpreadRow(float* upstream, float* row)
        {
            new Span<float>(row, (int)Across.Length).Clear();
            int taps = Across.Taps;
            for (nint j = 0; j < Across.OutputLength; j++)
            {
                for (int q = 0; q < taps; q++)
                {
                    row[Across.Indices[j * taps + q]] += Across.Factors[j * taps + q] * upstream[j];
                }
            }
        }

        private readonly void AddRow(float* row, float* gradient, nint output)
        {
            for (int p = 0; p < Down.Taps; p++)
            {
                float* target = gradient + Down.Indices[output * Down.Taps + p] * Across.Length;
                float share = Down.Factors[output * Down.Taps + p];
                for (nint j = 0; j < Across.Length; j++)
                {
                    target[j] += share * row[j];
                }
            }
        }
    }
}
