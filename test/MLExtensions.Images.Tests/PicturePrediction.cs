namespace MLExtensions.Images.Tests;

/// <summary>What a network says of a picture.</summary>
internal sealed class PicturePrediction
{
    public string? PredictedLabel { get; set; }

    public float[] Score { get; set; } = [];
}
