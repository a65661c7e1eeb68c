namespace MLExtensions.Tests.Inputs;

/// <summary>What a binary network says of a row.</summary>
internal sealed class Scored
{
    public float Score { get; set; }

    public float Probability { get; set; }

    public bool PredictedLabel { get; set; }
}
