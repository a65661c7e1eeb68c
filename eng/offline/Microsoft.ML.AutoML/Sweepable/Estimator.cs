using Microsoft.ML.AutoML.CodeGen;
using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

public class Estimator
{
    protected Estimator()
    {
        EstimatorType = EstimatorType.Unknown;
        Parameter = Parameter.CreateNestedParameter();
    }

    public EstimatorType EstimatorType { get; set; }

    public Parameter Parameter { get; set; }

    public static Entity operator +(Estimator left, Estimator right) => new EstimatorEntity(left) + new EstimatorEntity(right);

    public static Entity operator +(Entity left, Estimator right) => left + new EstimatorEntity(right);

    public static Entity operator +(Estimator left, Entity right) => new EstimatorEntity(left) + right;

    public static Entity operator *(Estimator left, Estimator right) => new EstimatorEntity(left) * new EstimatorEntity(right);

    public static Entity operator *(Entity left, Estimator right) => left * new EstimatorEntity(right);

    public static Entity operator *(Estimator left, Entity right) => new EstimatorEntity(left) * right;
}
