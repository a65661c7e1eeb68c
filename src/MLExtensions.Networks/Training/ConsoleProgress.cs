namespace MLExtensions.Networks;

/// <summary>Prints a line for each epoch, as it ends.</summary>
public sealed class ConsoleProgress : IProgress<TrainingProgress>
{
    /// <summary>Prints the line.</summary>
    /// <param name="value">What happened in the epoch.</param>
    public void Report(TrainingProgress value) => Console.WriteLine(value);
}
