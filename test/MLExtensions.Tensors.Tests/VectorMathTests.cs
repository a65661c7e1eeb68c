using System.Runtime.Intrinsics;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Kernels;

namespace MLExtensions.Tensors.Tests;

/// <summary>The kernels' elementary functions, in every vector length, against double precision and published tables.</summary>
[TestClass]
public unsafe class VectorMathTests
{
    [TestMethod]
    public void Exp_IsWithinAMillionth() => CheckAll(-87.2f, 88.2f, Math.Exp, x => new(VectorMath<Simd512, Vector512<float>>.Exp(x.V512), VectorMath<Simd256, Vector256<float>>.Exp(x.V256), VectorMath<Simd128, Vector128<float>>.Exp(x.V128)), 1e-6);

    [TestMethod]
    public void Tanh_IsWithinAMillionth() => CheckAll(-12, 12, Math.Tanh, x => new(VectorMath<Simd512, Vector512<float>>.Tanh(x.V512), VectorMath<Simd256, Vector256<float>>.Tanh(x.V256), VectorMath<Simd128, Vector128<float>>.Tanh(x.V128)), 1e-6);

    [TestMethod]
    public void Tanh_NearZero_IsWithinAMillionth() => CheckAll(-1e-3f, 1e-3f, Math.Tanh, x => new(VectorMath<Simd512, Vector512<float>>.Tanh(x.V512), VectorMath<Simd256, Vector256<float>>.Tanh(x.V256), VectorMath<Simd128, Vector128<float>>.Tanh(x.V128)), 1e-6);

    [TestMethod]
    public void SigmoidsOfOneDivision_AreWithinAMillionth()
    {
        for (float x = -40; x <= 40; x += 0.037f)
        {
            VectorMath<Simd512, Vector512<float>>.Sigmoids(Vector512.Create(x), Vector512.Create(1 - x), out Vector512<float> first, out Vector512<float> second);
            VectorMath<Simd512, Vector512<float>>.SigmoidAndTanh(Vector512.Create(-x), Vector512.Create(x), out Vector512<float> third, out Vector512<float> tanh);
            Assert.AreEqual(1 / (1 + Math.Exp(-x)), first[0], 1e-6, $"{x}");
            Assert.AreEqual(1 / (1 + Math.Exp(x - 1)), second[1], 1e-6, $"{x}");
            Assert.AreEqual(1 / (1 + Math.Exp(x)), third[2], 1e-6, $"{x}");
            Assert.AreEqual(Math.Tanh(x), tanh[3], 1e-6, $"{x}");
        }
    }

    [TestMethod]
    public void LogOnePlus_IsWithinAMillionth() => CheckAll(1e-6f, 1, e => Math.Log(1 + e), x => new(VectorMath<Simd512, Vector512<float>>.LogOnePlus(x.V512), VectorMath<Simd256, Vector256<float>>.LogOnePlus(x.V256), VectorMath<Simd128, Vector128<float>>.LogOnePlus(x.V128)), 1e-6);

    [TestMethod]
    public void Sigmoid_IsWithinAMillionth() => CheckAll(-80, 80, x => 1 / (1 + Math.Exp(-x)), x => new(VectorMath<Simd512, Vector512<float>>.Sigmoid(x.V512), VectorMath<Simd256, Vector256<float>>.Sigmoid(x.V256), VectorMath<Simd128, Vector128<float>>.Sigmoid(x.V128)), 1e-6);

    [TestMethod]
    public void FastSqrt_IsWithinTwoUnits() => CheckAll(1e-30f, 1e4f, x => Math.Sqrt(x), x => new(Simd512.FastSqrt(x.V512), Simd256.FastSqrt(x.V256), Simd128.FastSqrt(x.V128)), 2.4e-7);

    [TestMethod]
    public void FastDivide_IsWithinTwoUnits() => CheckAll(
        1e-6f,
        1e4f,
        x => 3 / x,
        x => new(Simd512.FastDivide(Vector512.Create(3f), x.V512), Simd256.FastDivide(Vector256.Create(3f), x.V256), Simd128.FastDivide(Vector128.Create(3f), x.V128)),
        2.4e-7);

    [TestMethod]
    public void FastDivide_ByVeryLargeNumbers_IsZeroOrNearlySo()
    {
        static float Third(float x) => Simd512.FastDivide(Vector512.Create(3f), Vector512.Create(x))[0];
        Assert.AreEqual(0f, Third(float.PositiveInfinity));
        Assert.AreEqual(0f, Third(float.MaxValue), 1e-37f);
        Assert.AreEqual(3e-37f, Third(1e37f), 1e-43f);
        Assert.AreEqual(float.NaN, Third(float.NaN));
    }

    [TestMethod]
    public void FastSqrt_AtTheEnds_IsTheRoot()
    {
        static float Root(float x) => Simd512.FastSqrt(Vector512.Create(x))[0];
        Assert.AreEqual(0f, Root(0));
        Assert.AreEqual(float.NaN, Root(float.NaN));
        Assert.AreEqual(float.PositiveInfinity, Root(float.PositiveInfinity));
        Assert.AreEqual(Math.Sqrt(1.2e-38f), Root(1.2e-38f), 1e-25);
    }

    [TestMethod]
    public void Sums_AreThoseOfEachVectorByItself()
    {
        var terms = new float[8 * 16];
        for (int i = 0; i < terms.Length; i++)
        {
            terms[i] = i * i % 97;
        }

        fixed (float* t = terms)
        {
            Check(Simd512.Sums(Vector512.Load(t), Vector512.Load(t + 16), Vector512.Load(t + 32), Vector512.Load(t + 48), Vector512.Load(t + 64), Vector512.Load(t + 80), Vector512.Load(t + 96), Vector512.Load(t + 112)), 16);
            Check(Simd256.Sums(Vector256.Load(t), Vector256.Load(t + 16), Vector256.Load(t + 32), Vector256.Load(t + 48), Vector256.Load(t + 64), Vector256.Load(t + 80), Vector256.Load(t + 96), Vector256.Load(t + 112)), 8);
            Check(Simd128.Sums(Vector128.Load(t), Vector128.Load(t + 16), Vector128.Load(t + 32), Vector128.Load(t + 48), Vector128.Load(t + 64), Vector128.Load(t + 80), Vector128.Load(t + 96), Vector128.Load(t + 112)), 4);
        }

        void Check(Vector256<float> sums, int width)
        {
            for (int i = 0; i < 8; i++)
            {
                Assert.AreEqual(terms.AsSpan(16 * i, width).ToArray().Sum(), sums[i]);
            }
        }
    }

    // Abramowitz and Stegun, table 7.1, and beyond it erfc to double precision.
    [TestMethod]
    [DataRow(0.0, 0.0)]
    [DataRow(0.02, 0.0225645747)]
    [DataRow(0.1, 0.1124629160)]
    [DataRow(0.5, 0.5204998778)]
    [DataRow(0.98, 0.8342315043)]
    [DataRow(1.0, 0.8427007929)]
    [DataRow(1.02, 0.8508380177)]
    [DataRow(1.5, 0.9661051465)]
    [DataRow(2.0, 0.9953222650)]
    [DataRow(3.0, 0.9999779095)]
    [DataRow(9.0, 1.0)]
    public void Erf_IsThatOfTheTable(double x, double erf)
    {
        foreach (int sign in new[] { 1, -1 })
        {
            Vectors v = Evaluate(x => new(VectorMath<Simd512, Vector512<float>>.Erf(x.V512), VectorMath<Simd256, Vector256<float>>.Erf(x.V256), VectorMath<Simd128, Vector128<float>>.Erf(x.V128)), (float)(sign * x));
            foreach (float value in new[] { v.V512[3], v.V256[3], v.V128[3] })
            {
                Assert.AreEqual(sign * erf, value, 1e-6 * erf + 1e-10);
            }
        }
    }

    [TestMethod]
    public void Functions_AtTheEnds_GiveTheirLimits()
    {
        static float Exp(float x) => VectorMath<Simd512, Vector512<float>>.Exp(Vector512.Create(x))[0];
        static float Tanh(float x) => VectorMath<Simd512, Vector512<float>>.Tanh(Vector512.Create(x))[0];
        static float Erf(float x) => VectorMath<Simd512, Vector512<float>>.Erf(Vector512.Create(x))[0];
        Assert.AreEqual(0f, Exp(float.NegativeInfinity));
        Assert.IsGreaterThan(1e38f, Exp(float.PositiveInfinity));
        Assert.AreEqual(1f, Exp(0));
        Assert.AreEqual(1f, Tanh(float.PositiveInfinity));
        Assert.AreEqual(-1f, Tanh(float.NegativeInfinity));
        Assert.AreEqual(-1f, Erf(float.NegativeInfinity));
        Assert.IsTrue(float.IsNaN(Exp(float.NaN)) && float.IsNaN(Tanh(float.NaN)) && float.IsNaN(Erf(float.NaN)));
    }

    [TestMethod]
    public void ShorterVectors_ComputeTheSameProducts()
    {
        // A machine of one length can still check the others: the kernels are one source.
        CheckProduct<Simd512, Vector512<float>>();
        CheckProduct<Simd256, Vector256<float>>();
        CheckProduct<Simd128, Vector128<float>>();
    }

    private static void CheckProduct<TSimd, TVector>()
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        const int K = 19;
        using var scope = new TensorScope(CpuDevice.Default);
        foreach ((int m, int n) in new[] { (1, 40), (13, 37), (14, 64), (7, 5), (40, 3) })
        {
            Tensor a = Sample.Tensor(scope, 1, [m, K]), b = Sample.Tensor(scope, 2, [n, K]), c = scope.Zeros([m, n]), d = scope.Zeros([m, n]);
            var problem = new GemmProblem
            {
                M = m,
                N = n,
                K = K,
                A = GemmMatrix.RowMajor(a.Floats, K),
                B = GemmMatrix.RowMajor(b.Floats, K).Transposed,
                C = c.Floats,
                CStride = n,
            };
            GemmBlocks<TSimd, TVector>.Run(ref problem, 1);
            problem.C = d.Floats;
            GemmDots<TSimd, TVector>.Run(ref problem, 1);
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    double exact = 0;
                    for (int k = 0; k < K; k++)
                    {
                        exact += (double)a.Floats[i * K + k] * b.Floats[j * K + k];
                    }

                    Assert.AreEqual(exact, c.Floats[i * n + j], 1e-5);
                    Assert.AreEqual(exact, d.Floats[i * n + j], 1e-5);
                }
            }
        }
    }

    private static void CheckAll(float from, float to, Func<double, double> exact, Func<Vectors, Vectors> function, double tolerance)
    {
        const int Count = 20_000;
        for (int i = 0; i <= Count; i++)
        {
            float x = from + (to - from) * i / Count;
            double expected = exact(x);
            Vectors v = Evaluate(function, x);
            foreach (float value in new[] { v.V512[0], v.V256[0], v.V128[0] })
            {
                if (!(Math.Abs(value - expected) <= tolerance * Math.Abs(expected)))
                {
                    Assert.Fail($"At {x}: {value}; expected {expected}.");
                }
            }
        }
    }

    private static Vectors Evaluate(Func<Vectors, Vectors> function, float x) =>
        function(new Vectors(Vector512.Create(x), Vector256.Create(x), Vector128.Create(x)));

    private readonly record struct Vectors(Vector512<float> V512, Vector256<float> V256, Vector128<float> V128);
}
