namespace Microsoft.ML.Trainers;

public abstract class TrainerInputBaseWithGroupId : TrainerInputBaseWithWeight
{
    public string RowGroupColumnName;

    private protected TrainerInputBaseWithGroupId()
    {
    }
}
