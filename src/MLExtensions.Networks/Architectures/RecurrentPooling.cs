namespace MLExtensions.Networks;

/// <summary>What a <see cref="Recurrent"/> network makes of its outputs at all steps of a row.</summary>
public enum RecurrentPooling
{
    /// <summary>The state after the row's last step, and of the other direction the one after its first step.</summary>
    Last,

    /// <summary>The mean of the steps.</summary>
    Mean,

    /// <summary>The largest value of each unit.</summary>
    Max,

    /// <summary>The mean of the steps, weighted by what is learnt (<see cref="AttentionPooling"/>).</summary>
    Attention,
}
