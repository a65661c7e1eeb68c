using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.Testing;

/// <summary>Trials that go wrong, each in its own way, and one that does not. All of them "predict" a column that is there.</summary>
public sealed class BadTrial
{
    [Choice("fine", "throws", "notANumber", "allocates", "neverEnds", "crashes")]
    public string Kind { get; set; } = "fine";

    public static SweepableEstimator Sweepable(MLContext context) => context.Auto().CreateSweepableEstimator(
        (MLContext own, BadTrial values) => Create(own, values.Kind), new SearchSpace<BadTrial>(new BadTrial()));

    private static IEstimator<ITransformer> Create(MLContext context, string kind)
    {
        switch (kind)
        {
            case "throws":
                throw new InvalidOperationException("This trial throws.");
            case "allocates":
                Allocate();
                break;
            case "neverEnds":
                Thread.Sleep(Timeout.Infinite);
                break;
            case "crashes":
                Environment.FailFast("This trial crashes its process.");
                break;
        }

        return context.Transforms.CopyColumns("Score", kind == "notANumber" ? nameof(SmallRow.Missing) : nameof(SmallRow.Guess));
    }

    // Touched, or the system gives no memory for it.
    [MethodImpl(MethodImplOptions.NoOptimization)]
    private static void Allocate()
    {
        List<byte[]> all = [];
        while (true)
        {
            all.Add(new byte[16 << 20]);
            Array.Fill(all[^1], (byte)1);
        }
    }
}
