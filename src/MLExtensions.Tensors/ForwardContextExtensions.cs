using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors;

/// <summary>
/// Operations without attributes, by their names: for layers that are composed of them. Those with attributes are made once, by the layer that holds them, and run with
/// <see cref="ForwardContext.Run(Operation, ReadOnlySpan{Tensor})"/>.
/// </summary>
/// <example>
/// y = x / sqrt(1 + x^2):
/// <code>
/// Tensor y = context.Divide(x, context.Sqrt(context.Add(one, context.Square(x))));
/// </code>
/// </example>
public static class ForwardContextExtensions
{
    private static readonly Add s_add = new();
    private static readonly Subtract s_subtract = new();
    private static readonly Multiply s_multiply = new();
    private static readonly Divide s_divide = new();
    private static readonly MatrixProduct s_matrixProduct = new();
    private static readonly Where s_where = new();
    private static readonly Unary s_exp = new() { Function = UnaryFunction.Exp };
    private static readonly Unary s_log = new() { Function = UnaryFunction.Log };
    private static readonly Unary s_sqrt = new() { Function = UnaryFunction.Sqrt };
    private static readonly Unary s_square = new() { Function = UnaryFunction.Square };
    private static readonly Unary s_negate = new() { Function = UnaryFunction.Negate };
    private static readonly Unary s_absolute = new() { Function = UnaryFunction.Absolute };

    /// <summary>a + b; see <see cref="Operations.Add"/>.</summary>
    public static Tensor Add(this ForwardContext context, Tensor a, Tensor b) => Run(context, s_add, a, b);

    /// <summary>a - b; see <see cref="Operations.Subtract"/>.</summary>
    public static Tensor Subtract(this ForwardContext context, Tensor a, Tensor b) => Run(context, s_subtract, a, b);

    /// <summary>a b, element by element; see <see cref="Operations.Multiply"/>.</summary>
    public static Tensor Multiply(this ForwardContext context, Tensor a, Tensor b) => Run(context, s_multiply, a, b);

    /// <summary>a / b; see <see cref="Operations.Divide"/>.</summary>
    public static Tensor Divide(this ForwardContext context, Tensor a, Tensor b) => Run(context, s_divide, a, b);

    /// <summary>The product of two matrices, or of stacks of them; see <see cref="Operations.MatrixProduct"/>.</summary>
    public static Tensor MatrixProduct(this ForwardContext context, Tensor a, Tensor b) => Run(context, s_matrixProduct, a, b);

    /// <summary>a where the condition is not 0, else b; see <see cref="Operations.Where"/>.</summary>
    public static Tensor Where(this ForwardContext context, Tensor condition, Tensor a, Tensor b) => Run(context, s_where, condition, a, b);

    /// <summary>e^x; see <see cref="UnaryFunction.Exp"/>.</summary>
    public static Tensor Exp(this ForwardContext context, Tensor x) => Run(context, s_exp, x);

    /// <summary>The natural logarithm; see <see cref="UnaryFunction.Log"/>.</summary>
    public static Tensor Log(this ForwardContext context, Tensor x) => Run(context, s_log, x);

    /// <summary>The square root; see <see cref="UnaryFunction.Sqrt"/>.</summary>
    public static Tensor Sqrt(this ForwardContext context, Tensor x) => Run(context, s_sqrt, x);

    /// <summary>x^2; see <see cref="UnaryFunction.Square"/>.</summary>
    public static Tensor Square(this ForwardContext context, Tensor x) => Run(context, s_square, x);

    /// <summary>-x; see <see cref="UnaryFunction.Negate"/>.</summary>
    public static Tensor Negate(this ForwardContext context, Tensor x) => Run(context, s_negate, x);

    /// <summary>|x|; see <see cref="UnaryFunction.Absolute"/>.</summary>
    public static Tensor Absolute(this ForwardContext context, Tensor x) => Run(context, s_absolute, x);

    private static Tensor Run(ForwardContext context, Operation operation, params ReadOnlySpan<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Run(operation, inputs);
    }
}
