namespace Microsoft.ML.AutoML;

/// <summary>What a chain's last two improvements cost and brought.</summary>
internal sealed class ChainCost(double initial)
{
    private double _secondsOfLast;
    private double _secondsOfLastButOne;
    private double _loss;
    private double _lossBefore;

    public double Initial { get; } = initial;

    public double Estimate { get; set; } = initial;

    public void Begin(double loss, double seconds)
    {
        (_secondsOfLast, _secondsOfLastButOne) = (seconds, seconds);
        (_loss, _lossBefore) = (loss, loss + (0.05 * Math.Abs(loss)));
    }

    public void Add(double loss, double seconds)
    {
        if (loss >= _loss)
        {
            _secondsOfLast += seconds;
            return;
        }

        (_secondsOfLastButOne, _secondsOfLast) = (_secondsOfLast, seconds);
        (_lossBefore, _loss) = (_loss, loss);
    }

    public void EstimateAnew(double loss, double bestLoss)
    {
        double toBetterItself = Math.Max(_secondsOfLast, _secondsOfLastButOne);
        double perSecond = (_lossBefore - _loss) / (_secondsOfLast + _secondsOfLastButOne);
        double toBetterTheBest = ((2 * (loss - bestLoss)) + double.Epsilon) / (perSecond + double.Epsilon);
        Estimate = Math.Max(toBetterItself, toBetterTheBest);
    }
}
