namespace MLExtensions.Networks;

/// <summary>stub until merge</summary>
public abstract class Tokenizer
{
    /// <summary>Padding.</summary>
    public const int Padding = 0;
}
