using MLExtensions.Tensors.Kernels;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Matrix products against a triple loop in double precision.</summary>
[TestClass]
public unsafe class GemmTests
{
    // Lengths that are nothing, one, prime, at and around the tiles (heights 1 to 12, panels of 8 to 32 columns), and past a slice of 256.
    private static readonly int[] s_lengths = [0, 1, 2, 3, 5, 7, 8, 11, 12, 13, 16, 17, 24, 31, 32, 33, 48, 63, 65, 97];

    [TestMethod]
    public void Product_ForAllTranspositionsAndOddSizes_IsTheExactOneWithinTheBoundOfFloat32()
    {
        var lengths = new List<(int M, int N, int K)>();
        foreach (int m in s_lengths)
        {
            foreach (int n in s_lengths)
            {
                lengths.Add((m, n, (m * 7 + n * 3) % 41));
            }
        }

        lengths.AddRange([(3, 5, 257), (13, 33, 300), (1, 100, 600), (100, 1, 600), (4, 4, 4100), (97, 530, 20), (200, 70, 513), (33, 2100, 19), (1, 1, 0)]);

        // Slices of K, rows that lie a multiple of 4096 bytes apart, more columns and more of B than are packed at once.
        lengths.AddRange([(30, 40, 383), (30, 40, 385), (100, 150, 600), (26, 200, 1024), (1024, 193, 30), (5, 4136, 1100)]);
        foreach ((int m, int n, int k) in lengths)
        {
            foreach ((bool left, bool right) in new[] { (false, false), (false, true), (true, false), (true, true) })
            {
                Check(m, n, k, left, right, accumulate: false, bias: false);
                Check(m, n, k, left, right, accumulate: (m + n) % 2 == 0, bias: (m + n) % 2 == 1);
            }
        }
    }

    [TestMethod]
    public void Product_OfLargeMatrices_IsTheExactOneWithinTheBoundOfFloat32()
    {
        Check(400, 700, 600, false, false, accumulate: true, bias: false);
        Check(400, 700, 600, true, true, accumulate: false, bias: true);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(15)]
    [DataRow(16)]
    [DataRow(17)]
    [DataRow(31)]
    [DataRow(32)]
    [DataRow(35)]
    public void Product_OfPartsOfWiderMatrices_LeavesTheRestAsItIs(int columns)
    {
        const int Rows = 30, Inner = 20, Stride = 50;
        float[] a = Sample.Values(1, Rows * Stride), b = Sample.Values(2, (Inner + 1) * Stride), c = Sample.Values(3, (Rows + 1) * Stride);
        float[] before = [.. c];
        fixed (float* pa = a, pb = b, pc = c)
        {
            var problem = new GemmProblem
            {
                M = Rows,
                N = columns,
                K = Inner,
                A = GemmMatrix.RowMajor(pa, Stride),
                B = GemmMatrix.RowMajor(pb, Stride),
                C = pc,
                CStride = Stride,
            };
            Gemm.Run(ref problem, degree: 1);
        }

        for (int i = 0; i < Rows + 1; i++)
        {
            for (int j = 0; j < Stride; j++)
            {
                double exact = before[i * Stride + j];
                if (i < Rows && j < columns)
                {
                    exact = 0;
                    for (int k = 0; k < Inner; k++)
                    {
                        exact += (double)a[i * Stride + k] * b[k * Stride + j];
                    }
                }

                Assert.AreEqual(exact, c[i * Stride + j], 1e-5);
            }
        }
    }

    [TestMethod]
    public void Product_WithRelu_IsThatOfTheFinishedSum()
    {
        // Sums that change their sign from one slice of K to the next; a row that is no number stays so.
        foreach ((int m, int n, int k) in new[] { (1, 5, 3), (7, 33, 20), (13, 47, 800), (40, 200, 1030) })
        {
            float[] a = Sample.Values(1, m * k), b = Sample.Values(2, k * n), row = Sample.Values(3, n);
            a[0] = float.NaN;
            foreach (bool transposed in new[] { false, true })
            {
                float[] linear = Multiply(a, b, m, n, k, false, transposed, row, false, new float[m * n]);
                float[] rectified = Multiply(a, b, m, n, k, false, transposed, row, false, new float[m * n], Activation.Relu);
                for (int i = 0; i < linear.Length; i++)
                {
                    Assert.AreEqual(i < n ? float.NaN : Math.Max(0, linear[i]), rectified[i], $"{i} of {m} x {n} x {k}");
                }
            }
        }
    }

    [TestMethod]
    public void Product_OfALongSumOfOneLargeAndManySmallTerms_KeepsTheSmallOnes()
    {
        // Added one by one to 1 in float32, terms of 2^-25 would all be lost.
        const int Inner = 1 << 16;
        var a = new float[Inner];
        Array.Fill(a, 1f / (1 << 25));
        a[0] = 1;
        var b = new float[32 * Inner];
        Array.Fill(b, 1);
        foreach (bool transposed in new[] { false, true })
        {
            foreach (int columns in new[] { 3, 32 })
            {
                float[] c = Multiply(a, b, 1, columns, Inner, false, transposed, null, false, new float[columns]);
                Assert.AreEqual(1 + (Inner - 1.0) / (1 << 25), c[^1], 2e-5, $"transposed {transposed}, {columns} columns");
            }
        }
    }

    private static void Check(int m, int n, int k, bool transposeLeft, bool transposeRight, bool accumulate, bool bias)
    {
        float[] a = Sample.Values(m + 1, m * k), b = Sample.Values(n + 1000, k * n), start = Sample.Values(k + 2000, m * n), row = Sample.Values(7, n);
        float[] c = Multiply(a, b, m, n, k, transposeLeft, transposeRight, bias ? row : null, accumulate, [.. start]);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double exact = accumulate ? start[i * n + j] : bias ? row[j] : 0, size = Math.Abs(exact);
                for (int l = 0; l < k; l++)
                {
                    double term = (double)a[transposeLeft ? l * m + i : i * k + l] * b[transposeRight ? j * k + l : l * n + j];
                    exact += term;
                    size += Math.Abs(term);
                }

                // The bound of a sum of k + 1 terms with one rounding each (Higham 2002, section 3.1).
                double bound = (Math.Min(k, 300) + 20) * Math.Pow(2, -24) * size;
                if (!(Math.Abs(c[i * n + j] - exact) <= bound))
                {
                    Assert.Fail($"[{i}, {j}] of {m} x {n} x {k} (transposed {transposeLeft}, {transposeRight}; added {accumulate}; bias {bias}) " +
                        $"is {c[i * n + j]}; expected {exact} within {bound}.");
                }
            }
        }
    }

    private static float[] Multiply(
        float[] a, float[] b, int m, int n, int k, bool transposeLeft, bool transposeRight, float[]? bias, bool accumulate, float[] c,
        Activation activation = Activation.None)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        Tensor left = scope.From(a.AsSpan(0, m * k), transposeLeft ? [k, m] : [m, k]);
        Tensor right = scope.From(b.AsSpan(0, k * n), transposeRight ? [n, k] : [k, n]);
        Tensor product = scope.From(c, [m, n]);
        Tensor added = bias is null ? default : scope.From(bias, [n]);
        GemmMatrix leftMatrix = GemmMatrix.RowMajor(left.Floats, transposeLeft ? m : k);
        GemmMatrix rightMatrix = GemmMatrix.RowMajor(right.Floats, transposeRight ? k : n);
        var problem = new GemmProblem
        {
            M = m,
            N = n,
            K = k,
            A = transposeLeft ? leftMatrix.Transposed : leftMatrix,
            B = transposeRight ? rightMatrix.Transposed : rightMatrix,
            C = product.Floats,
            CStride = n,
            Accumulate = accumulate,
            Bias = bias is null ? null : added.Floats,
            Activation = activation,
            Activated = product.Floats,
        };
        Gemm.Run(ref problem, degree: 2);
        return product.ToArray();
    }
}
