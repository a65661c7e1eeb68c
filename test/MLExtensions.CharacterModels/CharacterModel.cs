using MLExtensions.Networks;
using MLExtensions.Tensors;

namespace MLExtensions.CharacterModels;

/// <summary>A network that gives for each character of a text the logits of the next one.</summary>
internal abstract class CharacterModel() : Module("")
{
    /// <summary>The logits.</summary>
    /// <param name="context">The run.</param>
    /// <param name="characters">Numbers of characters, Int32 `[batch, time]`.</param>
    /// <returns>`[batch, time, symbols]`</returns>
    public abstract Tensor Forward(ForwardContext context, Tensor characters);
}
