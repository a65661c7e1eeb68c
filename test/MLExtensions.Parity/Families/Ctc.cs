using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Parity.Families;

/// <summary>Connectionist temporal classification.</summary>
internal static class Ctc
{
    public static void Run(CaseRun run)
    {
        int[] inputLengths = Lengths(run, "input_lengths"), targetLengths = Lengths(run, "target_lengths");
        Tensor targets = run.Input("target");
        if (targets.Shape.Rank == 1)
        {
            targets = Pad(run, targets.ToInt32Array(), targetLengths);
        }

        var operation = new ConnectionistTemporalClassification
        {
            Blank = run.Whole("blank", 0),
            ZeroInfinity = run.Flag("zero_infinity", false),
            Reduction = run.Text("reduction", "mean") switch
            {
                "mean" => Reduction.Mean,
                "sum" => Reduction.Sum,
                string other => throw new InvalidDataException($"CTC's reduction '{other}' does not give one number."),
            },
        };
        run.Output("loss", run.Context.Run(
            operation, run.Input("logits"), targets, run.Scope.From(inputLengths, [inputLengths.Length]), run.Scope.From(targetLengths, [targetLengths.Length])));
    }

    private static int[] Lengths(CaseRun run, string name) => run.Has(name) ? run.Wholes(name) : run.Input(name).ToInt32Array();

    /// <summary>Targets that follow each other without gaps, as rows.</summary>
    private static Tensor Pad(CaseRun run, int[] labels, int[] lengths)
    {
        int longest = lengths.DefaultIfEmpty(0).Max(), start = 0;
        int[] rows = new int[lengths.Length * longest];
        for (int row = 0; row < lengths.Length; row++)
        {
            labels.AsSpan(start, lengths[row]).CopyTo(rows.AsSpan(row * longest));
            start += lengths[row];
        }

        return run.Scope.From(rows, [lengths.Length, longest]);
    }
}
