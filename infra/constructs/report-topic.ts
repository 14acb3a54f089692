import { Aws } from 'aws-cdk-lib';
import { AnyPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/**
 * The topic for reports of SES and of the platform applications of SNS, and its subscription to a queue.
 * It is beside the queue, whose policy names it.
 */
export class ReportTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, queue: Queue) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
    const publish = { actions: ['sns:Publish'], resources: [this.topic.topicArn] };
    // https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        ...publish,
        sid: 'Mail',
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    // A platform application publishes as its owner. Every topic allows its owner so, until it has a policy.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        ...publish,
        sid: 'PlatformApplications',
        principals: [new AnyPrincipal()],
        conditions: { StringEquals: { 'aws:SourceOwner': Aws.ACCOUNT_ID } },
      }),
    );
    this.topic.addSubscription(new SqsSubscription(queue));
  }
}
