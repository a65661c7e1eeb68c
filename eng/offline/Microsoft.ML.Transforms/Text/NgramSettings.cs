using Microsoft.ML.Runtime;
using WeightingCriteria = Microsoft.ML.Transforms.Text.NgramExtractingEstimator.WeightingCriteria;

namespace Microsoft.ML.Transforms.Text;

internal sealed record NgramSettings(int NgramLength, int SkipLength, WeightingCriteria Weighting)
{
    /// <summary>Of n-gram and skips together.</summary>
    private const int LongestWindow = 10;

    public bool NeedsFrequencies => Weighting is WeightingCriteria.Idf or WeightingCriteria.TfIdf;

    public static NgramSettings Of(IExceptionContext context, WordBagEstimator.Options options)
    {
        context.CheckUserArg(
            options.NgramLength is > 0 and <= LongestWindow,
            "ngramLength",
            $"The length of n-grams is {options.NgramLength}, but must be from 1 to {LongestWindow}");
        context.CheckUserArg(
            options.SkipLength >= 0 && options.NgramLength + options.SkipLength <= LongestWindow,
            "skipLength",
            $"The sum of skipLength and ngramLength must be less than or equal to {LongestWindow}");
        context.CheckUserArg(
            options.NgramLength > 1 || options.SkipLength == 0,
            "skipLength",
            $"skipLength (actual value: {options.SkipLength}) can only be zero when ngramLength set to one.");
        context.Check(Enum.IsDefined(options.Weighting), $"There is no weighting {options.Weighting}");
        return new NgramSettings(options.NgramLength, options.SkipLength, options.Weighting);
    }

    /// <summary>How many n-grams may be learnt of each length, from 1 on.</summary>
    public static int[] LimitsOf(IExceptionContext context, WordBagEstimator.Options options)
    {
        int[] given = options.MaximumNgramsCount is { Length: > 0 } counts ? counts : [NgramExtractingEstimator.Defaults.MaximumNgramsCount];
        var limits = new int[options.NgramLength];
        const string Name = "maximumNgramsCounts";
        if (!options.UseAllLengths)
        {
            context.CheckUserArg(given is [> 0], Name, "Where only the longest n-grams are counted, one positive number is expected");
            limits[^1] = given[0];
            return limits;
        }

        context.CheckUserArg(
            given.Length <= limits.Length, Name, $"There are {given.Length} numbers, but the length of n-grams is only {options.NgramLength}");
        context.CheckUserArg(given.All(count => count >= 0) && given[^1] > 0, Name, "The numbers must not be negative, and the last one positive");
        given.CopyTo(limits, 0);
        limits.AsSpan(given.Length).Fill(given[^1]);
        return limits;
    }

    public static NgramSettings Load(BinaryReader reader)
    {
        int ngramLength = reader.ReadInt32();
        int skipLength = reader.ReadInt32();
        var weighting = (WeightingCriteria)reader.ReadInt32();
        Contracts.CheckDecode(ngramLength is > 0 and <= LongestWindow && skipLength >= 0 && skipLength <= LongestWindow - ngramLength);
        Contracts.CheckDecode(Enum.IsDefined(weighting));
        return new NgramSettings(ngramLength, skipLength, weighting);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(NgramLength);
        writer.Write(SkipLength);
        writer.Write((int)Weighting);
    }
}
