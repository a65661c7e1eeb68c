namespace MLExtensions.Tensors.Internals;

/// <summary>An <see cref="IRangeJob"/> that is written once for every vector length.</summary>
internal interface IVectorJob
{
    void Run<TSimd, TVector>(nint start, nint end)
        where TSimd : ISimd<TVector>
        where TVector : struct;
}
