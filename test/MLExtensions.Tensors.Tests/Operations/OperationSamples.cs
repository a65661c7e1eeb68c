using System.Reflection;

namespace MLExtensions.Tensors.Tests;

/// <summary>
/// Samples of a family of operations. A new operation without samples fails a test. Every check that is made of all operations (gradients against
/// differences, the same bits on any number of threads, on a list run again) takes them from here.
/// </summary>
internal abstract class OperationSamples
{
    /// <summary>
    /// Small samples with random shapes: per operation some with each attribute, lengths of 0 where they are allowed, 1, and primes. At most some
    /// hundred elements each, since every element takes two forward runs.
    /// </summary>
    public abstract IEnumerable<OperationSample> Small(Random random);

    /// <summary>Samples long enough that the kernels cut them into chunks for several threads (100,000 elements or more of work).</summary>
    public abstract IEnumerable<OperationSample> Large(Random random);

    /// <summary>All families, found by reflection.</summary>
    public static IReadOnlyList<OperationSamples> All { get; } =
        [.. typeof(OperationSamples).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(OperationSamples)) && !type.IsAbstract)
            .OrderBy(type => type.Name, StringComparer.Ordinal).Select(type => (OperationSamples)Activator.CreateInstance(type)!)];

    /// <summary>Every operation that the library has.</summary>
    public static IReadOnlyList<Type> Operations { get; } =
        [.. typeof(Operation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operation)) && !type.IsAbstract)];

    /// <summary>One of the lengths that find mistakes.</summary>
    protected static int Length(Random random) => random.GetItems([1, 2, 3, 5, 7, 11, 13], 1)[0];
}
