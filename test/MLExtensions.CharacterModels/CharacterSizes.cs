namespace MLExtensions.CharacterModels;

/// <summary>The sizes of a character model and of its training; those of the other kind of model are passed over.</summary>
/// <param name="Symbols">Different characters.</param>
/// <param name="Dim">Features of a character, and units of the LSTM.</param>
/// <param name="Layers">LSTM layers or transformer layers.</param>
/// <param name="Heads">Heads of the transformer.</param>
/// <param name="FeedForward">Units of the transformer's feed-forward part.</param>
/// <param name="Batch">Passages of a step.</param>
/// <param name="Time">Characters of a passage.</param>
/// <param name="LearningRate">Adam's rate.</param>
internal sealed record CharacterSizes(
    int Symbols, int Dim, int Layers, int Heads, int FeedForward, int Batch, int Time, float LearningRate);
