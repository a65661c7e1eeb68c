using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = f(x); dx = dy f'(x).</summary>
internal sealed class UnaryKernel : Kernel<Unary>
{
    protected override void Forward(Unary operation, in ForwardArguments arguments)
    {
        switch (operation.Function)
        {
            case UnaryFunction.Exp: UnaryLoop.Forward<UnaryFunctions.Exp>(arguments); break;
            case UnaryFunction.Log: UnaryLoop.Forward<UnaryFunctions.Log>(arguments); break;
            case UnaryFunction.Sqrt: UnaryLoop.Forward<UnaryFunctions.Sqrt>(arguments); break;
            case UnaryFunction.Square: UnaryLoop.Forward<UnaryFunctions.Square>(arguments); break;
            case UnaryFunction.Reciprocal: UnaryLoop.Forward<UnaryFunctions.Reciprocal>(arguments); break;
            case UnaryFunction.Negate: UnaryLoop.Forward<UnaryFunctions.Negate>(arguments); break;
            case UnaryFunction.Absolute: UnaryLoop.Forward<UnaryFunctions.Absolute>(arguments); break;
            case UnaryFunction.Sin: UnaryLoop.Forward<UnaryFunctions.Sin>(arguments); break;
            case UnaryFunction.Cos: UnaryLoop.Forward<UnaryFunctions.Cos>(arguments); break;
        }
    }

    protected override void Backward(Unary operation, in BackwardArguments arguments)
    {
        switch (operation.Function)
        {
            case UnaryFunction.Exp: UnaryLoop.Backward<UnaryFunctions.Exp>(arguments); break;
            case UnaryFunction.Log: UnaryLoop.Backward<UnaryFunctions.Log>(arguments); break;
            case UnaryFunction.Sqrt: UnaryLoop.Backward<UnaryFunctions.Sqrt>(arguments); break;
            case UnaryFunction.Square: UnaryLoop.Backward<UnaryFunctions.Square>(arguments); break;
            case UnaryFunction.Reciprocal: UnaryLoop.Backward<UnaryFunctions.Reciprocal>(arguments); break;
            case UnaryFunction.Negate: UnaryLoop.Backward<UnaryFunctions.Negate>(arguments); break;
            case UnaryFunction.Absolute: UnaryLoop.Backward<UnaryFunctions.Absolute>(arguments); break;
            case UnaryFunction.Sin: UnaryLoop.Backward<UnaryFunctions.Sin>(arguments); break;
            case UnaryFunction.Cos: UnaryLoop.Backward<UnaryFunctions.Cos>(arguments); break;
        }
    }
}
