namespace MLExtensions.AutoML;

/// <summary>What <c>DeepBinaryClassification</c> and its siblings may be told beside the columns.</summary>
public sealed record DeepPipelineOptions
{
    /// <summary>How often each network sees all training rows, at most. Default 100; at least 1.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>The architectures to search among, such as ["FeedForward", "TabularTransformer"]; null, the default, for all that suit the columns.</summary>
    public IReadOnlyCollection<string>? Architectures { get; init; }

    /// <summary>
    /// How a text, sequence or image column is taken; null, the default, goes by its type. Images whose size the type does not say are then brought to 64 by 64 pixels, for speed.
    /// </summary>
    public ColumnInput? Input { get; init; }

    /// <summary>Changes the trainer's options for each trial, after the swept values are in: a loss, class weights, a schedule. Default null.</summary>
    public Action<NetworkTrainerOptions>? Configure { get; init; }

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1);
        Input?.Validate();
    }
}
