namespace MLExtensions.Networks;

/// <summary>What a <see cref="Recurrent"/> network computes at each step.</summary>
public enum RecurrentCell
{
    /// <summary>Elman's network with tanh (<see cref="Networks.Rnn"/>): the smallest and fastest; it forgets after some ten steps.</summary>
    Rnn,

    /// <summary>Gated recurrent units (<see cref="Networks.Gru"/>): mostly as good as <see cref="Lstm"/> with three quarters of its weights.</summary>
    Gru,

    /// <summary>Long short-term memory (<see cref="Networks.Lstm"/>): remembers longest.</summary>
    Lstm,
}
