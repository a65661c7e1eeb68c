namespace Microsoft.ML.Data;

public sealed class RankingEvaluatorOptions
{
    public int DcgTruncationLevel = 10;
    public string LabelGains = "0,3,7,15,31";
}
