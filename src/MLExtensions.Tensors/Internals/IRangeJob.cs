namespace MLExtensions.Tensors.Internals;

/// <summary>Work over 0..length-1 that can be done in pieces, in any order and by any thread. Holds pointers and numbers only: it lives on the caller's stack.</summary>
internal interface IRangeJob
{
    void Run(nint start, nint end);
}
