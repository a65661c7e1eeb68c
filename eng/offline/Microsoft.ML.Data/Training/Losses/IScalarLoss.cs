namespace Microsoft.ML.Trainers;

public interface IScalarLoss : ILossFunction<float, float>
{
    /// <summary>By the output.</summary>
    float Derivative(float output, float label);
}
