namespace MLExtensions.Tensors;

/// <summary>A function of one element. Definitions are PyTorch's, with its default attributes.</summary>
public enum Activation
{
    /// <summary>x</summary>
    None,

    /// <summary>max(x, 0)</summary>
    Relu,

    /// <summary>x where x &gt; 0, else slope * x; slope 0.01</summary>
    LeakyRelu,

    /// <summary>x * Phi(x), Phi the normal distribution function, through erf (Hendrycks and Gimpel 2016)</summary>
    Gelu,

    /// <summary>0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))</summary>
    GeluTanh,

    /// <summary>x * sigmoid(x), also called swish</summary>
    Silu,

    /// <summary>1 / (1 + exp(-x))</summary>
    Sigmoid,

    /// <summary>tanh(x)</summary>
    Tanh,

    /// <summary>scale * (x where x &gt; 0, else alpha (exp(x) - 1)); alpha 1, scale 1 (Clevert 2015)</summary>
    Elu,

    /// <summary>scale * (x where x &gt; 0, else alpha (exp(x) - 1)), scale 1.0507, alpha 1.6733 (Klambauer 2017)</summary>
    Selu,

    /// <summary>log(1 + exp(beta x)) / beta, and x where beta x &gt; threshold; beta 1, threshold 20</summary>
    Softplus,

    /// <summary>x * tanh(log(1 + exp(x))) (Misra 2019)</summary>
    Mish,

    /// <summary>x * min(max(x + 3, 0), 6) / 6 (Howard 2019)</summary>
    HardSwish,
}
