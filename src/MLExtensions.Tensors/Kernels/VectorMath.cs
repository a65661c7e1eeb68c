using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>Elementary functions of a vector for fused kernels, within 1e-6 of the value (erf and tanh also near 0). A not-a-number stays one.</summary>
internal static class VectorMath<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : struct
{
    /// <summary>x, but 0 where it is subnormal: what decays towards 0 would stay so, and is computed several times slower.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector FlushSubnormal(TVector x) =>
        TSimd.Select(TSimd.GreaterThan(TSimd.Create(SmallestNormal), TSimd.Abs(x)), TSimd.Zero, x);

    /// <summary>exp(x); 0 below -87.3, at most the largest power that fits above 88.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp(TVector x)
    {
        // exp(x) = 2^n exp(r), r = x - n ln 2 in +-0.347, ln 2 in two parts so that n ln 2 is exact.
        TVector clamped = TSimd.Max(TSimd.Create(-87.3f), TSimd.Min(TSimd.Create(88.3f), x));
        TVector n = TSimd.Round(TSimd.Multiply(clamped, TSimd.Create(1.44269504f)));
        TVector r = TSimd.MultiplyAdd(n, TSimd.Create(-0.693359375f), clamped);
        r = TSimd.MultiplyAdd(n, TSimd.Create(2.12194440e-4f), r);

        TVector sum = TSimd.Create(1f / 5040);
        sum = TSimd.MultiplyAdd(sum, r, TSimd.Create(1f / 720));
        sum = TSimd.MultiplyAdd(sum, r, TSimd.Create(1f / 120));
        sum = TSimd.MultiplyAdd(sum, r, TSimd.Create(1f / 24));
        sum = TSimd.MultiplyAdd(sum, r, TSimd.Create(1f / 6));
        sum = TSimd.MultiplyAdd(sum, r, TSimd.Create(0.5f));
        sum = TSimd.MultiplyAdd(sum, r, TSimd.Create(1f));
        sum = TSimd.MultiplyAdd(sum, r, TSimd.Create(1f));
        TVector result = TSimd.Multiply(sum, TSimd.PowerOfTwo(n));
        return TSimd.Select(TSimd.GreaterThan(TSimd.Create(-87.3f), x), TSimd.Zero, result);
    }

    /// <summary>exp(x), and infinity where that is more than fits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ExpOrInfinity(TVector x)
    {
        TVector half = Exp(TSimd.Multiply(x, TSimd.Create(0.5f)));
        return TSimd.Select(TSimd.GreaterThan(x, TSimd.Create(88)), TSimd.Multiply(half, half), Exp(x));
    }

    /// <summary>1 / (1 + exp(-x))</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sigmoid(TVector x) =>
        TSimd.Divide(TSimd.Create(1), TSimd.Add(TSimd.Create(1), Exp(TSimd.Subtract(TSimd.Zero, x))));

    /// <summary>log(1 + e) for e in 0..1</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LogOnePlus(TVector e)
    {
        // log(1 + e) = 2 artanh(s), s = e / (2 + e) in 0..1/3, by the series of artanh.
        TVector s = TSimd.Divide(e, TSimd.Add(TSimd.Create(2), e));
        TVector square = TSimd.Multiply(s, s);
        TVector sum = TSimd.Create(2f / 15);
        sum = TSimd.MultiplyAdd(sum, square, TSimd.Create(2f / 13));
        sum = TSimd.MultiplyAdd(sum, square, TSimd.Create(2f / 11));
        sum = TSimd.MultiplyAdd(sum, square, TSimd.Create(2f / 9));
        sum = TSimd.MultiplyAdd(sum, square, TSimd.Create(2f / 7));
        sum = TSimd.MultiplyAdd(sum, square, TSimd.Create(2f / 5));
        sum = TSimd.MultiplyAdd(sum, square, TSimd.Create(2f / 3));
        sum = TSimd.MultiplyAdd(sum, square, TSimd.Create(2f));
        return TSimd.Multiply(sum, s);
    }

    /// <summary>log(1 + exp(x)) without overflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Softplus(TVector x) =>
        TSimd.Add(TSimd.Max(TSimd.Zero, x), LogOnePlus(Exp(TSimd.Subtract(TSimd.Zero, TSimd.Abs(x)))));

    /// <summary>tanh(x)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh(TVector x)
    {
        TVector quotient = TSimd.Divide(TanhAsQuotient(x, out TVector divisor), divisor);
        return TSimd.Max(TSimd.Create(-1), TSimd.Min(TSimd.Create(1), quotient));
    }

    /// <summary>
    /// tanh(x) as what is to be divided by what (1 to 600), so that several values can share a division; the quotient passes 1 by up to 3e-7.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector TanhAsQuotient(TVector x, out TVector divisor)
    {
        TVector clamped = TSimd.Max(TSimd.Create(-TanhEnd), TSimd.Min(TSimd.Create(TanhEnd), x));
        TVector square = TSimd.Multiply(clamped, clamped);
        TVector sum = TSimd.Create(TanhUpper4);
        sum = TSimd.MultiplyAdd(sum, square, TSimd.Create(TanhUpper3));
        sum = TSimd.MultiplyAdd(sum, square, TSimd.Create(TanhUpper2));
        sum = TSimd.MultiplyAdd(sum, square, TSimd.Create(TanhUpper1));
        sum = TSimd.MultiplyAdd(sum, square, TSimd.Create(1));
        divisor = TSimd.Create(TanhLower4);
        divisor = TSimd.MultiplyAdd(divisor, square, TSimd.Create(TanhLower3));
        divisor = TSimd.MultiplyAdd(divisor, square, TSimd.Create(TanhLower2));
        divisor = TSimd.MultiplyAdd(divisor, square, TSimd.Create(TanhLower1));
        divisor = TSimd.MultiplyAdd(divisor, square, TSimd.Create(1));
        return TSimd.Multiply(sum, clamped);
    }

    /// <summary>Two logistic functions by one division, within 1e-6, small values not relative to themselves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sigmoids(TVector x0, TVector x1, out TVector y0, out TVector y1)
    {
        // 1 / (1 + exp(-x)) = 1 / 2 + tanh(x / 2) / 2
        TVector half = TSimd.Create(0.5f);
        TVector n0 = TanhAsQuotient(TSimd.Multiply(x0, half), out TVector d0), n1 = TanhAsQuotient(TSimd.Multiply(x1, half), out TVector d1);
        TVector inverse = TSimd.Divide(half, TSimd.Multiply(d0, d1));
        y0 = TSimd.MultiplyAdd(TSimd.Multiply(n0, d1), inverse, half);
        y1 = TSimd.MultiplyAdd(TSimd.Multiply(n1, d0), inverse, half);
    }

    /// <summary>A logistic function and a tanh by one division, as <see cref="Sigmoids"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SigmoidAndTanh(TVector x0, TVector x1, out TVector sigmoid, out TVector tanh)
    {
        TVector half = TSimd.Create(0.5f);
        TVector n0 = TanhAsQuotient(TSimd.Multiply(x0, half), out TVector d0), n1 = TanhAsQuotient(x1, out TVector d1);
        TVector inverse = TSimd.Divide(TSimd.Create(1), TSimd.Multiply(d0, d1));
        sigmoid = TSimd.MultiplyAdd(TSimd.Multiply(n0, d1), TSimd.Multiply(inverse, half), half);
        tanh = TSimd.Multiply(TSimd.Multiply(n1, d0), inverse);
    }

    /// <summary>The error function, 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Erf(TVector x)
    {
        TVector clamped = TSimd.Max(TSimd.Create(-ErfEnd), TSimd.Min(TSimd.Create(ErfEnd), x));
        TVector square = TSimd.Multiply(clamped, clamped);
        TVector sum = TSimd.Create(ErfUpper5);
        sum = TSimd.MultiplyAdd(sum, square, TSimd.Create(ErfUpper4));
        sum = TSimd.MultiplyAdd(sum, square, TSimd.Create(ErfUpper3));
        sum = TSimd.MultiplyAdd(sum, square, TSimd.Create(ErfUpper2));
        sum = TSimd.MultiplyAdd(sum, square, TSimd.Create(ErfUpper1));
        sum = TSimd.MultiplyAdd(sum, square, TSimd.Create(ErfUpper0));
        TVector divisor = TSimd.Create(ErfLower5);
        divisor = TSimd.MultiplyAdd(divisor, square, TSimd.Create(ErfLower4));
        divisor = TSimd.MultiplyAdd(divisor, square, TSimd.Create(ErfLower3));
        divisor = TSimd.MultiplyAdd(divisor, square, TSimd.Create(ErfLower2));
        divisor = TSimd.MultiplyAdd(divisor, square, TSimd.Create(ErfLower1));
        divisor = TSimd.MultiplyAdd(divisor, square, TSimd.Create(1));
        TVector quotient = TSimd.Divide(TSimd.Multiply(sum, clamped), divisor);
        return TSimd.Max(TSimd.Create(-1), TSimd.Min(TSimd.Create(1), quotient));
    }

    private const float SmallestNormal = 1.17549435e-38f;

    // The best quotient of two such polynomials for tanh up to 9, by relative error; it reaches 1 a little later.
    private const float TanhEnd = 9.3f;
    private const float TanhUpper1 = 0.13381027f;
    private const float TanhUpper2 = 0.0034955894f;
    private const float TanhUpper3 = 2.06091e-05f;
    private const float TanhUpper4 = 1.33546845e-08f;
    private const float TanhLower1 = 0.46714342f;
    private const float TanhLower2 = 0.025876986f;
    private const float TanhLower3 = 0.00032856368f;
    private const float TanhLower4 = 7.776568e-07f;

    // The same for erf up to 4, from where it is 1.
    private const float ErfEnd = 4;
    private const float ErfUpper0 = 1.1283791f;
    private const float ErfUpper1 = 0.19354627f;
    private const float ErfUpper2 = 0.053101912f;
    private const float ErfUpper3 = 0.003883398f;
    private const float ErfUpper4 = 0.0002845675f;
    private const float ErfUpper5 = 1.986778e-06f;
    private const float ErfLower1 = 0.5048585f;
    private const float ErfLower2 = 0.11535051f;
    private const float ErfLower3 = 0.015207359f;
    private const float ErfLower4 = 0.001185585f;
    private const float ErfLower5 = 3.7420214e-05f;
}
